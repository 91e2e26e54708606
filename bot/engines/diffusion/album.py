"""Albums: what comes together for one task until it is a result."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot import __version__
from bot.domain.advice import Advice, notices_of
from bot.domain.cause import Ailment
from bot.domain.edit import Edit, EngineName
from bot.domain.job import Notice, Picture, RenderResult, RenderTask
from bot.domain.model import Model
from bot.domain.prompt import compose, language_of, unheard
from bot.domain.receipt_limits import ReceiptLimits
from bot.engines.arrays import Mask, Rgb, rgb_of
from bot.engines.cutout.advice import what_would_help
from bot.engines.diffusion.frame import Frame, frame_of
from bot.engines.encode import Stamp, encode_mask
from bot.engines.finishing import finish_picture
from bot.engines.receipt.ocr import reader_for
from bot.engines.receipt.reference import Reference
from bot.engines.treatment import Treatment, needs_mask, print_held, report_of, treat


class Album:
    """One task at `place` in a render call, its pictures, what to say about them and the seconds
    that they took. `mask` is None where none was found; `negates` says of an edit whether the
    model honours its negative prompt, `too_long` of a prompt how many tokens it has and how many of
    them the model reads, where it does not read all."""

    def __init__(
        self,
        task: RenderTask,
        model: Model,
        mask: Mask | None,
        *,
        place: int,
        negates: Callable[[Edit], bool],
        too_long: Callable[[str], tuple[int, int] | None],
        limits: ReceiptLimits,
    ) -> None:
        self.seconds = 0.0
        self._task = task
        self._model = model
        self._mask = mask
        self._place = place
        self._negates = negates
        self._too_long = too_long
        self._limits = limits
        self._reference = Reference.of(rgb_of(task.photo), mask, reader_for(limits))
        self._treatments = [_treatment(task, edit, mask) for edit in task.edits]
        self._pictures: dict[int, Picture] = {}
        self._steps = 0
        self._holds_print = False
        self._memory_retries = 0

    def frames(self) -> list[Frame]:
        """One frame per edit."""
        strokes = self._reference.photo_print
        frames = [
            frame_of(self._task, treatment, strokes, place=self._place, index=index)
            for index, treatment in enumerate(self._treatments)
        ]
        self._holds_print = any(frame.zone is not None for frame in frames)
        return frames

    def words(self, edit: Edit) -> tuple[str, str]:
        """Positive and negative prompt of an edit, in the model's language."""
        return compose(edit.words, language_of(self._model), negates=self._negates(edit))

    def add(self, frame: Frame, rendered: Rgb, *, steps: int) -> None:
        """Finish, encode and keep a rendered picture (H, W, 3), made in `steps` steps."""
        stamp = Stamp(
            engine=EngineName.DIFFUSION,
            model=self._model.name,
            licence=self._model.licence,
            version=__version__,
            strength=frame.strength,
            fidelity=frame.treatment.fidelity,
        )
        self._pictures[frame.index] = finish_picture(
            frame.finish(rendered),
            self._reference,
            edit=frame.edit,
            output=self._task.output,
            stamp=stamp,
            limits=self._limits,
        )
        self._steps = max(self._steps, steps)

    def note_shortage(self) -> None:
        """A pass with a picture of this album is tried again, since memory ran out."""
        self._memory_retries += 1

    def close(self) -> RenderResult:
        """The result, once every picture is there."""
        positive, negative = self.words(self._task.edits[0])
        shown = self._mask if self._task.output.save_mask else None
        png = encode_mask(shown) if shown is not None else None
        return RenderResult(
            job_id=self._task.job_id,
            engine=EngineName.DIFFUSION,
            model=self._model.name,
            steps=self._steps,
            strength=self._treatments[0].strength,
            fidelity=self._treatments[0].fidelity,
            positive=positive,
            negative=negative,
            pictures=tuple(self._pictures[index] for index in sorted(self._pictures)),
            mask=report_of(self._mask, png) if self._mask is not None else None,
            warnings=tuple(self._notices()),
            render_s=self.seconds,
            memory_retries=self._memory_retries,
        )

    def _notices(self) -> Iterable[Notice]:
        """Each notice once, those of the treatment first."""
        found = [notice for treatment in self._treatments for notice in treatment.notices]
        if self._holds_print:
            found.append(print_held())
        edit = self._task.edits[0]
        negates = self._negates(edit)
        left_out = unheard(edit.words, language_of(self._model), negates=negates)
        if left_out:
            text = (
                f"“{self._model.label}” cannot be told what to avoid, so this was left out: "
                f"{', '.join(left_out)}. Say instead what you want to see."
            )
            found.append(Notice(code="avoid_left_out", text=text))
        if (excess := self._too_long(self.words(edit)[0])) is not None:
            count, limit = excess
            advice = Advice(ailment=Ailment.TOO_LONG, said=str(count), better=str(limit))
            found += notices_of([advice])
        return dict.fromkeys(found)


def wants_mask(task: RenderTask) -> bool:
    """Whether a task's edits need the mask, or its person asks for it."""
    return task.output.save_mask or any(needs_mask(edit) for edit in task.edits)


def _treatment(task: RenderTask, edit: Edit, mask: Mask | None) -> Treatment:
    if mask is None:
        return Treatment(strength=edit.strength, fidelity=edit.fidelity, mask=None)
    return treat(edit, mask, what_would_help(mask))
