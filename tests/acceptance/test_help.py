"""Help: tips, questions in plain messages, prompts written together, and the doctor's button."""

from __future__ import annotations

from typing import Any

from tests.acceptance.emulated import Emulated, acceptance
from tests.acceptance.photos import product

BRIEF: dict[str, Any] = {
    "goal": "scene",
    "what": "a blue mug",
    "keep": "the logo",
    "change": "on white marble, no people",
    "avoid": "blur",
}


async def answer_to(discord: Emulated, content: str, channel: Any) -> Any:
    """The bot's next message in a channel, after somebody wrote there."""
    before = len(discord.posts(channel))
    await discord.emu.user_message(content, channel=channel)
    return (await discord.posted(channel, before + 1))[-1]


@acceptance()
async def test_a_question_is_completed_and_answered_in_the_persons_language(
    discord: Emulated,
) -> None:
    emu = discord.emu
    lea = emu.add_user("lea", locale="de")
    choice = (await emu.autocomplete("tips", "question", "welche stärke", user=lea))[0]
    assert choice["name"] == "Welche Stärke wofür?"
    reply = await emu.slash("tips", question=choice["value"], user=lea)
    shown = await discord.told(reply, "Zum Säubern 10 bis 35.")
    assert shown.ephemeral
    free = await emu.slash("tips", question="my promt is beeing ignored", user=lea)
    assert (
        "Warum folgt das Ergebnis meinem Prompt nicht?"
        in (await discord.told(free, "Mehr ändern")).text
    )
    none = await emu.slash("tips", question="who won the football match")
    await discord.told(none, "I have no answer to that.")


@acceptance()
async def test_a_mention_and_a_direct_message_are_answered_to_the_asker_alone(
    discord: Emulated,
) -> None:
    emu = discord.emu
    mention = emu.world.bot.mention
    answer = await answer_to(discord, f"{mention} can I sell what it makes?", emu.channel)
    assert "Can I sell what it makes?" in answer.text
    assert answer.payload["message_reference"]["channel_id"] == emu.channel.id
    direct = await answer_to(discord, "ロゴは残りますか", emu.dm())
    assert "画像の中の文字は残りますか" in direct.text
    before = len(discord.posts(emu.channel))
    await emu.user_message("which strength for what?", channel=emu.channel)
    await answer_to(discord, f"{mention} where is my parcel", emu.channel)
    assert len(discord.posts(emu.channel)) == before + 1


@acceptance()
async def test_a_prompt_is_written_together_and_run_with_a_photo(discord: Emulated) -> None:
    emu = discord.emu
    form = await emu.slash("prompt")
    await form.ack()
    reply = await emu.submit_modal(form, BRIEF)
    written = await discord.told(reply, "prompt: on white marble")
    assert written.ephemeral
    for words in ("/background", "preset: marble", "avoid: blur, people", "Strength 95"):
        assert words in written.text
    photo = await emu.click(written, label="Run it")
    await photo.ack()
    done = await discord.result(await emu.submit_modal(photo, {"photo": product()}))
    assert "White marble · Studio" in done.text
    assert "on white marble" in done.text


@acceptance()
async def test_which_command_is_for_what(discord: Emulated) -> None:
    reply = await discord.emu.slash("which")
    table = await discord.told(reply, "Turn a photo into an illustration: **/restyle**")
    assert table.ephemeral
    chosen = await discord.emu.select(table, ["illustration"])
    await discord.until(lambda: "preset `watercolour`" in reply.messages[0].text, "the reason")
    assert chosen.acknowledged


@acceptance()
async def test_the_doctors_better_words_take_one_press(discord: Emulated) -> None:
    emu = discord.emu
    asked = {"image": product(), "preset": "marble", "prompt": "nice background", "seed": 7}
    done = await discord.result(await emu.slash("background", asked))
    assert "“nice background” leaves open what is to be seen" in done.text
    better = await discord.result(await emu.click(done.message, label="Use the better words"))
    assert "replace the background with" in better.text
    assert "seed 7" in better.text
    assert "Use the better words" not in [b.label for b in better.message.buttons]


@acceptance()
async def test_each_of_the_doctors_findings_takes_one_press(discord: Emulated) -> None:
    emu = discord.emu
    words = "nice background, no people"
    asked = {"image": product(), "preset": "marble", "prompt": words, "seed": 7}
    done = await discord.result(await emu.slash("background", asked))
    better = await discord.result(await emu.click(done.message, label="Move “people” to “avoid”"))
    assert "“nice background”" in better.text
    assert "no people" not in better.text
    labels = [button.label for button in better.message.buttons]
    assert "Use the better words" in labels  # one thing is left
    assert "Move “people” to “avoid”" not in labels
