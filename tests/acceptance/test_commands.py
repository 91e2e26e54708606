"""The four editing commands: all of their options, in each language, and what typing offers."""

from __future__ import annotations

import asyncio

import pytest

from tests.acceptance.emulated import BOTH_MODES, Emulated, acceptance
from tests.acceptance.photos import SIDE_PX, mask, product

pytestmark = BOTH_MODES

FOUR = ("restyle", "background", "variants", "refine")
OPTIONS = [
    ("image", True), ("preset", False), ("prompt", False), ("keep", False), ("avoid", False),
    ("strength", False), ("fidelity", False), ("images", False), ("seed", False), ("mask", False),
    ("image2", False), ("image3", False), ("image4", False), ("image5", False),
]  # fmt: skip
IN_SERVERS_AND_DIRECTLY, BY_SERVERS_AND_PEOPLE = [0, 1, 2], [0, 1]


@acceptance()
async def test_commands_are_registered_for_servers_people_and_three_languages(
    discord: Emulated,
) -> None:
    for name in FOUR:
        command = discord.emu.command(name)
        assert [(o["name"], bool(o.get("required"))) for o in command["options"]] == OPTIONS
        assert command["contexts"] == IN_SERVERS_AND_DIRECTLY
        assert command["integration_types"] == BY_SERVERS_AND_PEOPLE
        for described in (command, *command["options"]):
            assert {"de", "ja"} <= set(described["description_localizations"])
        most = next(o["max_value"] for o in command["options"] if o["name"] == "images")
        assert most == (8 if name == "variants" else 4)
    for name in ("Restage photos", "How was this made?"):
        entry = discord.emu.command(name, kind=3)
        assert entry["contexts"] == IN_SERVERS_AND_DIRECTLY
        assert {"de", "ja"} <= set(entry["name_localizations"])
    assert discord.emu.command("settings")["default_member_permissions"] == str(1 << 5)


@pytest.mark.parametrize(
    ("command", "preset", "fidelity", "strength"),
    [
        ("restyle", "line-art", "reimagine", "strength 55"),
        ("background", "marble", "blend", "strength product 20, scene 55"),
        ("variants", "earth", "blend", "strength product 55, scene 0"),
        ("refine", "soft-and-even", "exact", "strength 55"),
    ],
)
@acceptance()
async def test_every_option_of_a_command_counts(
    discord: Emulated, command: str, preset: str, fidelity: str, strength: str
) -> None:
    emu = discord.emu
    reply = await emu.slash(
        command,
        image=product(),
        mask=mask(),
        preset=preset,
        prompt="a quiet morning",
        keep="the letters",
        avoid="other products",
        strength="55",
        fidelity=fidelity,
        images=2,
        seed=7,
    )
    ack = await reply.ack()
    assert ack.deferred
    done = await discord.result(reply, pictures=3)
    assert strength in done.text
    assert "Asked for: a quiet morning" in done.text
    before, *after = done.message.shown_files
    assert before.filename == "before.jpg"
    assert [picture.image().size for picture in after] == [(SIDE_PX, SIDE_PX)] * 2
    labels = [button.label for button in done.message.buttons]
    assert labels == [
        "Pick 1", "Pick 2",
        "New seed", "Keep more", "Change more", "Edit words", "Original files", "Delete",
    ]  # fmt: skip
    made = await emu.context_menu("How was this made?", done.message)
    whole = await discord.told(made, f"Command: /{command}")
    for words in ("Prompt: a quiet morning", "the letters", "other products", "Seed: 7"):
        assert words in whole.text
    assert emu.command(command)["options"][6]["name"] == "fidelity"
    chosen = next(
        c for c in emu.command(command)["options"][6]["choices"] if c["value"] == fidelity
    )
    assert f"Product: {chosen['name']}" in whole.text


@pytest.mark.parametrize("images", [1, 6])
@acceptance()
async def test_variants_come_in_as_many_colours_as_asked(discord: Emulated, images: int) -> None:
    reply = await discord.emu.slash("variants", image=product(), preset="brights", images=images)
    done = await discord.result(reply, pictures=images + 1)
    assert len({picture.data for picture in done.message.shown_files}) == images + 1
    picks = [b.label for b in done.message.buttons if b.label.startswith("Pick")]
    assert picks == ([f"Pick {number}" for number in range(1, images + 1)] if images > 1 else [])


@acceptance()
async def test_five_photos_are_edited_alike_in_messages_of_their_own(discord: Emulated) -> None:
    colours = ("firebrick", "teal", "gold", "purple", "black")
    names = ("image", "image2", "image3", "image4", "image5")
    photos = {name: product(colour=colour) for name, colour in zip(names, colours, strict=True)}
    reply = await discord.emu.slash("background", photos, preset="linen", seed=3)
    await reply.wait(
        lambda seen: sum(len(m.shown_files) == 2 for m in seen.messages) == 5, 60, "five results"
    )
    assert len(reply.messages) == 5
    assert all("Natural linen · Studio" in m.text and "seed 3" in m.text for m in reply.messages)
    middle = {m.shown_files[1].image().convert("RGB").getpixel((100, 100)) for m in reply.messages}
    assert len(middle) == 5


@acceptance()
async def test_the_same_seed_makes_the_same_picture(discord: Emulated) -> None:
    options = {"image": product(), "preset": "bokeh-interior"}
    replies = [await discord.emu.slash("background", options, seed=s) for s in (11, 11, 12)]
    done = [await discord.result(reply) for reply in replies]
    first, second, other = ([*d.message.shown_files][1].image().tobytes() for d in done)
    assert first == second
    assert first != other


@acceptance()
async def test_the_product_keeps_its_pixels_when_that_is_asked(discord: Emulated) -> None:
    reply = await discord.emu.slash("background", image=product(), fidelity="exact")
    done = await discord.result(reply)
    after = done.message.shown_files[1].image().convert("RGB")
    assert after.getpixel((SIDE_PX // 2, SIDE_PX * 3 // 5)) == (178, 34, 34)
    assert after.getpixel((4, 4)) != (245, 245, 245)


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("de", ("Stärke Produkt 0, Umgebung 95", "Neuer Seed")),
        ("ja", ("スタジオ",)),
        ("fr", ("strength product 0, scene 95", "New seed")),
    ],
)
@acceptance()
async def test_replies_are_in_the_language_of_whoever_asks(
    discord: Emulated, locale: str, words: tuple[str, ...]
) -> None:
    reply = await discord.emu.slash("background", image=product(), locale=locale)
    done = await discord.result(reply)
    seen = f"{done.text}\n" + "\n".join(button.label for button in done.message.buttons)
    assert all(word in seen for word in words)


@acceptance()
async def test_typing_a_preset_offers_what_fits(discord: Emulated) -> None:
    emu = discord.emu
    for command in FOUR:
        every = await emu.autocomplete(command, "preset", "", image=product())
        assert 3 <= len(every) <= 25
        assert all(" · " in choice["name"] for choice in every)
    for typed in ("marb", "MARB", "white mar"):
        offered = await emu.autocomplete("background", "preset", typed, image=product())
        assert "marble" in [choice["value"] for choice in offered]
        assert len(offered) < 4
    assert await emu.autocomplete("background", "preset", "qqq", image=product()) == []
    (marble,) = [c for c in offered if c["value"] == "marble"]
    reply = await emu.slash("background", image=product(), preset=marble["value"])
    assert "White marble" in (await discord.result(reply)).text


@acceptance()
async def test_typing_a_strength_says_what_it_means(discord: Emulated) -> None:
    emu = discord.emu
    offered = await emu.autocomplete("restyle", "strength", "6", image=product())
    assert [choice["value"] for choice in offered] == ["6", "60"]
    assert "keeps the composition" in offered[1]["name"]
    emu.user.locale = "de"
    offered = await emu.autocomplete("refine", "strength", "100", image=product())
    assert [choice["value"] for choice in offered] == ["100"]
    assert "keeps" not in offered[0]["name"]
    assert "reinvents" not in offered[0]["name"]


@pytest.mark.parametrize(
    ("command", "options", "sentence"),
    [
        ("background", {"preset": "marbel"}, "no background preset named “marbel”"),
        ("variants", {"preset": "watercolour"}, "no variants preset named “watercolour”"),
        ("background", {"mask": mask(SIDE_PX // 2)}, "mask of the photo's own size"),
    ],
)
@acceptance()
async def test_what_cannot_be_done_is_said_in_one_sentence(
    discord: Emulated, command: str, options: dict[str, object], sentence: str
) -> None:
    reply = await discord.emu.slash(command, {"image": product(), **options})
    told = await discord.told(reply, sentence)
    assert told.text.startswith("⚠️")
    assert not told.files
    assert len(reply.messages) == 1


@acceptance()
async def test_one_bad_photo_of_several_stops_no_other(discord: Emulated) -> None:
    bad = discord.emu.slash(
        "background", image=product(), image2=b"hello, I am a text", image3=product(colour="teal")
    )
    reply = await bad
    await asyncio.gather(
        reply.wait(
            lambda seen: sum(len(m.shown_files) == 2 for m in seen.messages) == 2, 60, "two results"
        ),
        discord.told(reply, "This is a text file and not a picture"),
    )
    assert len(reply.messages) == 3


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [("de", "meintest du „marble“"), ("ja", "「marble」"), ("fr", "did you")],
)
@acceptance()
async def test_errors_are_in_the_language_of_whoever_asks(
    discord: Emulated, locale: str, sentence: str
) -> None:
    reply = await discord.emu.slash("background", image=product(), preset="marbel", locale=locale)
    await discord.told(reply, sentence)
