"""A first day with Restage: every way to a picture once, and what is said when there is none."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.emulated import RESULT_LIMIT_S, acceptance, bot_in_emulator, product, shows


@acceptance
async def test_a_command_becomes_a_picture_with_buttons(tmp_path: Path) -> None:
    async with bot_in_emulator(tmp_path) as emu:
        reply = await emu.slash("background", image=product(), preset="marble", seed=7)
        ack = await reply.ack()
        assert ack.deferred
        done = await reply.final(RESULT_LIMIT_S, until=shows(2))
        before, after = done.message.shown_files
        assert (before.image().size, after.image().size) == ((320, 320), (320, 320))
        assert after.image().getpixel((160, 190)) == (178, 34, 34)
        assert "White marble · Studio · strength product 0, scene 95 · seed 7" in done.text
        labels = [button.label for button in done.message.buttons]
        assert labels[:3] == ["New seed", "Keep more", "Change more"]
        emu.assert_clean()


@acceptance
async def test_buttons_make_new_jobs_for_whoever_presses(tmp_path: Path) -> None:
    async with bot_in_emulator(tmp_path) as emu:
        first = await emu.slash("background", image=product(), preset="marble", seed=7)
        done = await first.final(RESULT_LIMIT_S, until=shows(2))
        bob = emu.add_user("bob")
        less = await emu.click(done.message, label="Keep more", user=bob)
        changed = await less.final(RESULT_LIMIT_S, until=shows(2))
        assert "scene 80 · seed 7" in changed.text
        refused = await emu.click(done.message, label="Delete", user=bob)
        told = await refused.final(20)
        assert told.ephemeral
        assert "Only the person who asked" in told.text
        emu.assert_clean()


@acceptance
async def test_words_are_edited_in_a_form_that_is_filled_in(tmp_path: Path) -> None:
    async with bot_in_emulator(tmp_path) as emu:
        first = await emu.slash("restyle", image=product(), preset="watercolour", keep="the shape")
        done = await first.final(RESULT_LIMIT_S, until=shows(2))
        opened = await emu.click(done.message, label="Edit words")
        await opened.wait(lambda reply: reply.modal, 10, "the form")
        assert "the shape" in str(opened.modal)
        sent = await emu.submit_modal(opened, {"preset": ["line-art"], "strength": "60"})
        changed = await sent.final(RESULT_LIMIT_S, until=shows(2))
        assert "Line art · Studio · strength 60" in changed.text
        emu.assert_clean()


@acceptance
async def test_typing_offers_presets_and_says_what_a_strength_means(tmp_path: Path) -> None:
    async with bot_in_emulator(tmp_path) as emu:
        presets = await emu.autocomplete("background", "preset", "marb", image=product())
        assert "marble" in [choice["value"] for choice in presets]
        assert all(1 <= len(choice["name"]) <= 100 for choice in presets)
        strengths = await emu.autocomplete("restyle", "strength", "6", image=product())
        assert [choice["value"] for choice in strengths] == [6, 60]
        assert "keeps the composition" in strengths[1]["name"]
        emu.assert_clean()


@acceptance
async def test_what_is_no_photo_is_answered_with_one_sentence(tmp_path: Path) -> None:
    async with bot_in_emulator(tmp_path) as emu:
        reply = await emu.slash("background", image=b"hello, I am a text", filename="notes.txt")
        told = await reply.final(30)
        assert "This is a text file and not a picture" in told.text
        assert not told.files
        emu.assert_clean()


@acceptance
async def test_photos_of_a_message_are_edited_from_its_menu(tmp_path: Path) -> None:
    async with bot_in_emulator(tmp_path) as emu:
        message = await emu.user_message("new stock", [product(), product(colour="teal")])
        opened = await emu.context_menu("Restage photos", message)
        await opened.wait(lambda reply: reply.modal, 10, "the form")
        sent = await emu.submit_modal(opened, {"command": ["background"], "preset": "linen"})
        await sent.wait(
            lambda reply: sum(len(m.shown_files) == 2 for m in reply.messages) == 2,
            RESULT_LIMIT_S,
            "two results",
        )
        made = await emu.context_menu("How was this made?", sent.messages[0].message)
        told = await made.final(20)
        assert told.ephemeral
        assert "/background" in told.text
        emu.assert_clean()
