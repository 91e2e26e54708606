"""A small bot on the real discord.py that uses every feature the sandbox has to serve."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import discord
import yarl
from discord import app_commands, ui
from PIL import Image, ImageOps

LOOKS = ("sunset", "marble", "linen", "forest", "studio grey", "snow")
GERMAN = {"photo": "foto", "Edit a photo": "Ein Foto bearbeiten"}


@asynccontextmanager
async def pointed_at(environment: Mapping[str, str]) -> AsyncIterator[None]:
    """discord.py talks to the sandbox inside the block; afterwards to Discord again."""
    http, gateway, asset = discord.http.Route, discord.gateway.DiscordWebSocket, discord.asset.Asset
    before = http.BASE, gateway.DEFAULT_GATEWAY, asset.BASE
    http.BASE = environment["RESTAGE_DISCORD_API"]
    gateway.DEFAULT_GATEWAY = yarl.URL(environment["RESTAGE_DISCORD_GATEWAY"])
    asset.BASE = environment["RESTAGE_DISCORD_API"].removesuffix("/api/v10")
    try:
        yield
    finally:
        http.BASE, gateway.DEFAULT_GATEWAY, asset.BASE = before


@asynccontextmanager
async def running(environment: Mapping[str, str]) -> AsyncIterator[SampleBot]:
    """The sample bot, connected while the block runs."""
    async with pointed_at(environment), SampleBot() as bot:
        task = asyncio.create_task(bot.start(environment["DISCORD_TOKEN"]))
        try:
            yield bot
        finally:
            await bot.close()
            await task


def inverted(data: bytes) -> bytes:
    """A PNG with the colours of a photo inverted: the sample bot's whole art."""
    with Image.open(io.BytesIO(data)) as photo:
        result = io.BytesIO()
        ImageOps.invert(photo.convert("RGB")).save(result, "PNG")
    return result.getvalue()


class Translator(app_commands.Translator):
    """Knows two words of German."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        return GERMAN.get(string.message) if locale is discord.Locale.german else None


class SampleBot(discord.Client):
    """`resumed` counts resumed sessions; `seen` keeps the contents of messages it heard of."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True, messages=True))
        self.tree = app_commands.CommandTree(self)
        self.resumed = 0
        self.seen: list[str] = []
        for command in COMMANDS:
            self.tree.add_command(command)

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Again)
        await self.tree.set_translator(Translator())
        await self.tree.sync()

    async def on_resumed(self) -> None:
        self.resumed += 1

    async def on_message(self, message: discord.Message) -> None:
        self.seen.append(message.content)


class Again(ui.DynamicItem[ui.Button[ui.LayoutView]], template=r"again:(?P<number>\d+)"):
    """A button that outlives the process: its number is in its custom_id."""

    def __init__(self, number: int) -> None:
        button: ui.Button[ui.LayoutView] = ui.Button(
            label="Again",
            custom_id=f"again:{number}",
            style=discord.ButtonStyle.primary,
            emoji="🎲",
        )
        super().__init__(button)
        self.number = number

    @classmethod
    async def from_custom_id(cls, interaction, item, match) -> Again:  # noqa: ANN001
        return cls(int(match["number"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(view=Note(f"round {self.number + 1}"))


class Note(ui.LayoutView):
    """One line of text."""

    def __init__(self, text: str) -> None:
        super().__init__(timeout=None)
        self.add_item(ui.TextDisplay(text))


class Words(ui.Modal, title="Edit the words"):
    """Every kind of field."""

    words = ui.Label(
        text="Words",
        description="What should change?",
        component=ui.TextInput(default="on a beach", max_length=200, style=discord.TextStyle.long),
    )
    look = ui.Label(
        text="Look",
        component=ui.Select(options=[discord.SelectOption(label=name) for name in LOOKS]),
    )
    photos = ui.Label(
        text="More photos", component=ui.FileUpload(required=False, min_values=0, max_values=2)
    )
    size = ui.Label(
        text="Size",
        component=ui.RadioGroup(
            options=[
                discord.RadioGroupOption(label="Small", value="s", default=True),
                discord.RadioGroupOption(label="Large", value="l"),
            ]
        ),
    )
    keep = ui.Label(text="Keep the label", component=ui.Checkbox(default=True))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        parts = [
            self.words.component.value,
            *self.look.component.values,
            *[photo.filename for photo in self.photos.component.values],
            str(self.size.component.value),
            str(self.keep.component.value),
        ]
        await interaction.response.send_message(" | ".join(parts), ephemeral=True)


class Result(ui.LayoutView):
    """Before and after, with everything that can be pressed."""

    def __init__(self, caption: str, *, number: int = 0) -> None:
        super().__init__(timeout=None)
        gallery = ui.MediaGallery(
            discord.MediaGalleryItem("attachment://before.png", description="Before"),
            discord.MediaGalleryItem("attachment://after.png", description="After"),
        )
        section = ui.Section(
            ui.TextDisplay("-# Tip: a plain wall cuts out best"),
            accessory=ui.Button(label="Guide", url="https://example.com/guide"),
        )
        looks: ui.Select[Result] = ui.Select(
            placeholder="Another look",
            custom_id="look",
            options=[discord.SelectOption(label=name, emoji="🎨") for name in LOOKS],
        )
        looks.callback = self.chosen
        words: ui.Button[Result] = ui.Button(label="Edit words", custom_id="words")
        words.callback = self.edit_words
        delete: ui.Button[Result] = ui.Button(
            label="Delete", custom_id="delete", style=discord.ButtonStyle.danger
        )
        delete.callback = self.delete
        self.add_item(
            ui.Container(
                ui.TextDisplay(f"## Done\n{caption}"),
                gallery,
                ui.Separator(),
                section,
                ui.ActionRow(Again(number), words, delete),
                ui.ActionRow(looks),
                accent_colour=discord.Colour(0x2E9E8F),
            )
        )

    async def chosen(self, interaction: discord.Interaction) -> None:
        data = interaction.data or {}
        await interaction.response.send_message(f"You chose {data['values'][0]}", ephemeral=True)

    async def edit_words(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Words())

    async def delete(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await interaction.delete_original_response()


@app_commands.command(description=app_commands.locale_str("Edit a photo"))
@app_commands.describe(image="The photo", look="How it should look", strength="0 to 100")
async def photo(
    interaction: discord.Interaction,
    image: discord.Attachment,
    look: str = "linen",
    strength: app_commands.Range[int, 0, 100] = 50,
) -> None:
    """Think, show progress, then show before and after."""
    await interaction.response.defer(thinking=True)
    source = await image.read()
    for percent in (25, 50, 75):
        bar = "▰" * (percent // 10) + "▱" * (10 - percent // 10)
        await interaction.edit_original_response(view=Note(f"{bar} {percent} %"))
        await asyncio.sleep(0.05)
    after = await asyncio.to_thread(inverted, source)
    with Image.open(io.BytesIO(source)) as opened:
        before = io.BytesIO()
        opened.save(before, "PNG")
    before.seek(0)
    files = [discord.File(before, "before.png"), discord.File(io.BytesIO(after), "after.png")]
    caption = f"**{look}** at strength `{strength}` for {interaction.user.mention}"
    await interaction.edit_original_response(view=Result(caption), attachments=files)


@photo.autocomplete("look")
async def suggest_looks(
    interaction: discord.Interaction, typed: str
) -> list[app_commands.Choice[str]]:
    """Looks that contain what was typed."""
    return [app_commands.Choice(name=f"Look: {x}", value=x) for x in LOOKS if typed in x]


@app_commands.command(description="A reply that only you see")
async def whisper(interaction: discord.Interaction) -> None:
    """An ephemeral reply, then another one."""
    await interaction.response.send_message("first", ephemeral=True)
    await interaction.followup.send(f"second in {interaction.locale}", ephemeral=True)


@app_commands.command(description="Write to you directly")
async def direct(interaction: discord.Interaction) -> None:
    """A direct message, a message to the channel, and an edit of it."""
    await interaction.response.defer(ephemeral=True)
    await interaction.user.send("hello from the bot")
    assert isinstance(interaction.channel, discord.TextChannel)
    posted = await interaction.channel.send(
        f"{interaction.user.mention} look", allowed_mentions=discord.AllowedMentions(users=True)
    )
    await posted.edit(content="edited")
    await interaction.edit_original_response(content="sent")


@app_commands.command(description="Old-fashioned embeds")
async def embed(interaction: discord.Interaction) -> None:
    """Content, an embed with a picture, and classic buttons."""
    picture = io.BytesIO()
    Image.new("RGB", (120, 80), "teal").save(picture, "PNG")
    picture.seek(0)
    card = discord.Embed(title="A card", description="with *words*", colour=0x2E9E8F)
    card.add_field(name="Engine", value="sample").set_footer(text="the end")
    card.set_image(url="attachment://teal.png")
    view = ui.View(timeout=None)
    view.add_item(ui.Button(label="Off", disabled=True, custom_id="off"))
    await interaction.response.send_message(
        "**Content** ||hidden||", embed=card, view=view, file=discord.File(picture, "teal.png")
    )


@app_commands.command(description="Never answers")
async def silent(interaction: discord.Interaction) -> None:
    """Let the person wait."""


@app_commands.command(description="For those who manage the server")
@app_commands.default_permissions(manage_guild=True)
@app_commands.guild_only()
async def settings(interaction: discord.Interaction) -> None:
    """Selects for roles and channels."""
    view = ui.View(timeout=None)
    roles: ui.RoleSelect[ui.View] = ui.RoleSelect(placeholder="Who may edit", custom_id="roles")

    async def chosen(pressed: discord.Interaction) -> None:
        await pressed.response.edit_message(content=f"only {roles.values[0].name}", view=None)

    roles.callback = chosen
    view.add_item(roles)
    view.add_item(ui.ChannelSelect(placeholder="Where", custom_id="channels"))
    await interaction.response.send_message("Settings", view=view, ephemeral=True)


@app_commands.context_menu(name="Count photos")
async def count(interaction: discord.Interaction, message: discord.Message) -> None:
    """How many photos a message has."""
    names = ", ".join(file.filename for file in message.attachments)
    text = f"{len(message.attachments)} in “{message.content}”: {names}"
    await interaction.response.send_message(text, ephemeral=True)


COMMANDS = (photo, whisper, direct, embed, silent, settings, count)
