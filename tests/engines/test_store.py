import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.errors import ModelError
from bot.domain.model import Family
from bot.engines.hub import RemoteFile, Snapshot
from bot.engines.model_record import RECORD
from bot.engines.store import ModelStore, Readiness, model_from_folder
from tests.engines.fake_hub import COMMIT
from tests.engines.model_folders import a_model, edit_index, model_files, save_model_folder

WEIGHTS = "unet/diffusion_pytorch_model.safetensors"


class FakeHub:
    """Fills the Hub role from a dictionary. `spoilt` names files that arrive wrong, `gone` says
    after how many files the network goes away."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.sizes: dict[str, int] = {}
        self.spoilt: set[str] = set()
        self.gone: int | None = None
        self.commit = COMMIT
        self.fetched: list[str] = []

    def snapshot(self, repository: str, revision: str) -> Snapshot:
        listed = tuple(
            RemoteFile(
                name=name,
                size_bytes=self.sizes.get(name, len(data)),
                sha256=_sha256(data) if name.endswith(".safetensors") else None,
            )
            for name, data in self.files.items()
        )
        return Snapshot(repository=repository, commit=self.commit, files=listed)

    def fetch(
        self, snapshot: Snapshot, name: str, folder: Path, on_bytes: Callable[[int], None]
    ) -> None:
        path = folder / name
        data = self.files[name]
        if path.is_file() and path.read_bytes() == data:
            return
        if self.gone is not None and len(self.fetched) >= self.gone:
            raise ModelError("hub_unreachable", "The hub cannot be reached.")
        self.fetched.append(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(len(data)) if name in self.spoilt else data)
        for _ in data:
            on_bytes(1)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_model_that_was_never_fetched_is_missing(tmp_path: Path) -> None:
    state = ModelStore(tmp_path / "models").state_of(a_model())
    assert state.readiness is Readiness.MISSING
    assert "`python bot.py models pull mine`" in state.reason
    assert not state.usable


def test_a_folder_that_was_copied_by_hand_is_ready(tmp_path: Path) -> None:
    folder = save_model_folder(tmp_path / "mine")
    state = ModelStore(tmp_path).state_of(a_model())
    assert state.usable
    assert state.reason == ""
    assert state.size_bytes == sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())


def test_a_damaged_folder_is_incomplete_and_says_why(tmp_path: Path) -> None:
    folder = save_model_folder(tmp_path / "mine")
    (folder / WEIGHTS).write_bytes((folder / WEIGHTS).read_bytes()[:-1])
    state = ModelStore(tmp_path).state_of(a_model())
    assert state.readiness is Readiness.INCOMPLETE
    assert WEIGHTS in state.reason


def test_a_folder_of_another_family_is_not_usable(tmp_path: Path) -> None:
    save_model_folder(tmp_path / "mine", pipeline="FluxPipeline")
    state = ModelStore(tmp_path).state_of(a_model())
    assert not state.usable
    assert "family flux" in state.reason


def test_a_model_may_lie_in_a_folder_of_its_own(tmp_path: Path) -> None:
    folder = save_model_folder(tmp_path / "elsewhere")
    store = ModelStore(tmp_path / "models")
    model = a_model(folder=folder)
    assert store.path_of(model) == folder
    assert store.state_of(model).usable
    with pytest.raises(ModelError) as caught:
        store.pull(model)
    assert caught.value.code == "model_own_folder"


def test_pull_makes_a_model_ready_at_its_commit(tmp_path: Path) -> None:
    files = {**model_files(), "unet/diffusion_pytorch_model.bin": b"x", "pipeline.py": b"x"}
    store = ModelStore(tmp_path / "models", FakeHub(files))
    seen: list[tuple[int, int]] = []
    folder = store.pull(a_model(), lambda done, total: seen.append((done, total)))
    state = store.state_of(a_model())
    assert state.usable
    assert state.commit == COMMIT
    assert {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} == {
        *model_files(),
        RECORD,
    }
    total = sum(len(data) for data in model_files().values())
    assert seen[-1] == (total, total)
    assert seen == sorted(seen)


def test_a_pull_that_was_cut_off_goes_on(tmp_path: Path) -> None:
    hub = FakeHub(model_files())
    store = ModelStore(tmp_path, hub)
    hub.gone = 4
    with pytest.raises(ModelError):
        store.pull(a_model())
    state = store.state_of(a_model())
    assert state.readiness is Readiness.INCOMPLETE
    assert "cut off" in state.reason
    hub.gone = None
    store.pull(a_model())
    assert store.state_of(a_model()).usable
    assert len(hub.fetched) == len(set(hub.fetched)) == len(model_files())


def test_a_file_with_another_checksum_is_fetched_again(tmp_path: Path) -> None:
    hub = FakeHub(model_files())
    store = ModelStore(tmp_path, hub)
    hub.spoilt = {WEIGHTS}
    with pytest.raises(ModelError) as caught:
        store.pull(a_model())
    assert caught.value.code == "model_checksum"
    assert not store.state_of(a_model()).usable
    hub.spoilt = set()
    store.pull(a_model())
    assert store.state_of(a_model()).usable


def test_a_failed_pull_leaves_the_old_model_in_place(tmp_path: Path) -> None:
    hub = FakeHub(model_files())
    store = ModelStore(tmp_path, hub)
    store.pull(a_model())
    hub.commit = "f" * 40
    hub.gone = len(hub.fetched) + 2
    with pytest.raises(ModelError):
        store.pull(a_model())
    assert store.state_of(a_model()).commit == COMMIT


def test_a_new_commit_takes_the_old_ones_place(tmp_path: Path) -> None:
    hub = FakeHub({**model_files(), "tokenizer/added_tokens.json": b"{}"})
    store = ModelStore(tmp_path, hub)
    folder = store.pull(a_model())
    hub.commit = "f" * 40
    del hub.files["tokenizer/added_tokens.json"]
    store.pull(a_model())
    assert store.state_of(a_model()).commit == "f" * 40
    assert not (folder / "tokenizer/added_tokens.json").exists()
    assert list((tmp_path / ".partial").iterdir()) == []


def test_another_pinned_revision_is_pointed_out(tmp_path: Path) -> None:
    store = ModelStore(tmp_path, FakeHub(model_files()))
    store.pull(a_model())
    assert store.state_of(a_model(revision=COMMIT)).reason == ""
    state = store.state_of(a_model(revision="v2"))
    assert state.usable
    assert "v2" in state.reason


@pytest.mark.parametrize(
    ("pipeline", "family", "code"),
    [
        ("FluxPipeline", Family.SDXL, "model_wrong_family"),
        ("FluxKontextPipeline", Family.FLUX, "model_wrong_family"),
    ],
)
def test_weights_of_the_wrong_model_are_not_fetched(
    tmp_path: Path, pipeline: str, family: Family, code: str
) -> None:
    hub = FakeHub(model_files(pipeline=pipeline))
    with pytest.raises(ModelError) as caught:
        ModelStore(tmp_path, hub).pull(a_model(family=family))
    assert caught.value.code == code
    assert hub.fetched == ["model_index.json"]


def test_a_repository_without_an_index_is_refused(tmp_path: Path) -> None:
    hub = FakeHub({"sd_xl_base_1.0.safetensors": b"x"})
    with pytest.raises(ModelError) as caught:
        ModelStore(tmp_path, hub).pull(a_model())
    assert caught.value.code == "model_not_diffusers"


def test_a_model_that_does_not_fit_on_the_disk_is_not_begun(tmp_path: Path) -> None:
    hub = FakeHub(model_files())
    hub.sizes[WEIGHTS] = 10**18
    with pytest.raises(ModelError) as caught:
        ModelStore(tmp_path, hub).pull(a_model())
    assert caught.value.code == "disk_full"
    assert hub.fetched == ["model_index.json"]


def test_a_models_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file is in the way")
    with pytest.raises(ModelError) as caught:
        ModelStore(tmp_path / "models", FakeHub(model_files())).pull(a_model())
    assert caught.value.code == "models_not_writable"


def test_a_folder_is_a_model_with_its_familys_dials(tmp_path: Path) -> None:
    folder = save_model_folder(tmp_path / "my sdxl")
    model = model_from_folder(folder)
    assert (model.name, model.label) == ("my-sdxl", "my sdxl")
    assert model.family is Family.SDXL
    assert (model.steps, model.guidance_scale, model.negative_prompt) == (28, 5.0, True)
    assert model.size == 512  # of the UNet: 64 latents a side
    assert model.folder == folder
    assert not model.commercial
    assert ModelStore(tmp_path / "models").state_of(model).usable


def test_a_folder_with_half_precision_only_names_its_variant(tmp_path: Path) -> None:
    folder = save_model_folder(tmp_path / "mine")
    for path in folder.rglob("*.safetensors"):
        path.rename(path.with_name(path.name.replace(".safetensors", ".fp16.safetensors")))
    assert model_from_folder(folder).variant == "fp16"


def test_the_size_comes_from_the_vae_where_there_is_no_unet(tmp_path: Path) -> None:
    folder = save_model_folder(tmp_path / "mine", pipeline="FluxPipeline")
    (folder / "unet").rename(folder / "transformer")
    edit_index(folder, unet=[None, None], transformer=["diffusers", "FluxTransformer2DModel"])
    assert model_from_folder(folder).size == 768


@pytest.mark.parametrize(("distilled", "steps"), [(True, 4), (False, 50)])
def test_klein_says_whether_it_is_distilled(tmp_path: Path, distilled: bool, steps: int) -> None:
    folder = save_model_folder(
        tmp_path / "mine", pipeline="Flux2KleinPipeline", is_distilled=distilled
    )
    assert model_from_folder(folder).steps == steps


def test_schnell_is_told_from_dev_by_its_guidance(tmp_path: Path) -> None:
    folder = save_model_folder(tmp_path / "mine", pipeline="FluxPipeline")
    (folder / "transformer").mkdir()
    config = folder / "transformer/config.json"
    config.write_text(json.dumps({"guidance_embeds": True}))
    dev = model_from_folder(folder)
    config.write_text(json.dumps({"guidance_embeds": False}))
    schnell = model_from_folder(folder)
    assert (dev.steps, schnell.steps) == (28, 4)
    assert replace(dev, steps=4, guidance_scale=0.0) == schnell


def test_a_folder_without_an_index_is_not_a_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        model_from_folder(tmp_path)
    assert caught.value.code == "model_missing"
    assert "model_index.json" in caught.value.reply


def test_the_store_needs_neither_torch_nor_the_hub_client() -> None:
    heavy = {"torch", "diffusers", "transformers", "huggingface_hub", "numpy", "cv2"}
    code = f"import sys, bot.engines.store; print(sorted({heavy!r} & set(sys.modules)))"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
