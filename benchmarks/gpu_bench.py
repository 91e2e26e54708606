"""How fast a GPU runs one step of SDXL and FLUX.2 klein at full size, with random weights.

    python benchmarks/gpu_bench.py                         full size, on a CUDA GPU, minutes
    python benchmarks/gpu_bench.py --tiny --device cpu     a few channels: proves that it runs

Speed does not depend on what the weights are, so nothing is downloaded. Prints a table for
`benchmarks/gpu.md`: milliseconds per step (median), per picture, and the peak of GPU memory.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import diffusers
import torch
from torch import Tensor, nn

WARM_UPS = 2
BATCHES = (1, 2, 4, 8)

# Full sizes as the models' own configurations have them.
SDXL_UNET: dict[str, Any] = {
    "sample_size": 128,
    "block_out_channels": (320, 640, 1280),
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
    "transformer_layers_per_block": (1, 2, 10),
    "attention_head_dim": (5, 10, 20),
    "cross_attention_dim": 2048,
    "use_linear_projection": True,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 256,
    "projection_class_embeddings_input_dim": 6 * 256 + 1280,
}
KLEIN_TRANSFORMER: dict[str, Any] = {
    "patch_size": 1,
    "in_channels": 128,
    "num_layers": 5,
    "num_single_layers": 20,
    "attention_head_dim": 128,
    "num_attention_heads": 24,
    "joint_attention_dim": 7680,
    "timestep_guidance_channels": 256,
    "mlp_ratio": 3.0,
    "axes_dims_rope": (32, 32, 32, 32),
    "rope_theta": 2000,
    "guidance_embeds": False,
}
VAE_BLOCKS: dict[str, Any] = {
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
    "block_out_channels": (128, 256, 512, 512),
    "layers_per_block": 2,
    "sample_size": 1024,
}
TINY_SDXL = {
    "block_out_channels": (32, 64, 64),
    "attention_head_dim": (2, 4, 4),
    "transformer_layers_per_block": (1, 1, 1),
    "cross_attention_dim": 64,
}
TINY_KLEIN = {
    "num_layers": 1,
    "num_single_layers": 1,
    "attention_head_dim": 32,
    "num_attention_heads": 2,
    "joint_attention_dim": 96,
    "axes_dims_rope": (8, 8, 8, 8),
}
TINY_VAE = {"block_out_channels": (8, 8, 16, 16), "norm_num_groups": 4, "layers_per_block": 1}

Step = Callable[[], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Where and how large. `side` is the picture's in pixels."""

    device: torch.device
    dtype: torch.dtype
    side: int
    repeats: int
    tiny: bool

    def noise(self, *shape: int) -> Tensor:
        """Random values of that shape."""
        return torch.randn(*shape, device=self.device, dtype=self.dtype)

    def network(self, kind: Any, config: dict[str, Any]) -> Any:
        """A network with random weights, made on the device."""
        before = torch.get_default_dtype()
        torch.set_default_dtype(self.dtype)
        try:
            with self.device:
                network: nn.Module = kind(**config)
        finally:
            torch.set_default_dtype(before)
        return network.to(self.device, self.dtype).eval().requires_grad_(False)

    def synchronize(self) -> None:
        """Wait until the GPU has done what it was given."""
        if self.device.type == "cuda":
            torch.cuda.synchronize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table. `per_picture_ms` is the step's time shared by its pictures."""

    what: str
    how: str
    pictures: int
    step_ms: float
    per_picture_ms: float
    peak_gib: float | None

    def as_markdown(self) -> str:
        """The line for `gpu.md`."""
        peak = "" if self.peak_gib is None else f"{self.peak_gib:.1f}"
        return (
            f"| {self.what} | {self.how} | {self.pictures} | {self.step_ms:.1f} "
            f"| {self.per_picture_ms:.1f} | {peak} |"
        )


def sdxl(bench: Bench) -> Iterator[Row]:
    """SDXL's UNet with classifier-free guidance: two passes' worth of batch per picture."""
    config = SDXL_UNET | (TINY_SDXL if bench.tiny else {})
    unet = bench.network(diffusers.UNet2DConditionModel, config)
    pooled = config["projection_class_embeddings_input_dim"] - 6 * 256

    def step_of(pictures: int) -> Step:
        batch = 2 * pictures
        sample = bench.noise(batch, 4, bench.side // 8, bench.side // 8)
        words = bench.noise(batch, 77, config["cross_attention_dim"])
        sizes = bench.noise(batch, 6)
        added = {"text_embeds": bench.noise(batch, pooled), "time_ids": sizes}
        return lambda: unet(sample, 500, words, added_cond_kwargs=added, return_dict=False)

    yield from eager_and_compiled("SDXL UNet, CFG", unet, step_of, bench)


def klein(bench: Bench) -> Iterator[Row]:
    """FLUX.2 klein's transformer with one reference picture of the same size, no guidance."""
    config = KLEIN_TRANSFORMER | (TINY_KLEIN if bench.tiny else {})
    transformer = bench.network(diffusers.Flux2Transformer2DModel, config)
    grid = bench.side // 16

    def step_of(pictures: int) -> Step:
        inputs = {
            "hidden_states": bench.noise(pictures, 2 * grid * grid, 128),
            "encoder_hidden_states": bench.noise(pictures, 512, config["joint_attention_dim"]),
            "timestep": torch.full((pictures,), 0.5, device=bench.device, dtype=bench.dtype),
            "img_ids": positions(2, grid, grid, 1).expand(pictures, -1, -1).to(bench.device),
            "txt_ids": positions(1, 1, 1, 512).expand(pictures, -1, -1).to(bench.device),
            "guidance": None,
        }
        return lambda: transformer(**inputs, return_dict=False)

    yield from eager_and_compiled("FLUX.2 klein 4B, one reference", transformer, step_of, bench)


def vaes(bench: Bench) -> Iterator[Row]:
    """Encoding and decoding, once per picture."""
    blocks = VAE_BLOCKS | (TINY_VAE if bench.tiny else {})
    for name, kind, channels in (
        ("SDXL VAE", diffusers.AutoencoderKL, 4),
        ("FLUX.2 VAE", diffusers.AutoencoderKLFlux2, 32),
    ):
        vae = bench.network(kind, {**blocks, "latent_channels": channels})
        pixels = bench.noise(1, 3, bench.side, bench.side)
        latents = bench.noise(1, channels, bench.side // 8, bench.side // 8)
        yield measured(name, "encode", 1, partial(vae.encode, pixels), bench)
        yield measured(name, "decode", 1, partial(vae.decode, latents), bench)


def eager_and_compiled(
    what: str, network: Any, step_of: Callable[[int], Step], bench: Bench
) -> Iterator[Row]:
    """A row per batch size, first as it is, then with its repeated blocks compiled."""
    for pictures in BATCHES:
        yield measured(what, "eager", pictures, step_of(pictures), bench)
    if bench.device.type == "cpu":  # minutes of compilation, and nothing to learn
        return
    network.compile_repeated_blocks()
    for pictures in BATCHES:
        yield measured(what, "compiled blocks", pictures, step_of(pictures), bench)


@torch.inference_mode()
def measured(what: str, how: str, pictures: int, step: Step, bench: Bench) -> Row:
    """The median of `bench.repeats` calls after `WARM_UPS`, which compile where need be."""
    cuda = bench.device.type == "cuda"
    if cuda:
        torch.cuda.reset_peak_memory_stats()
    times = []
    for _ in range(WARM_UPS + bench.repeats):
        bench.synchronize()
        started = time.perf_counter()
        step()
        bench.synchronize()
        times.append((time.perf_counter() - started) * 1000.0)
    median = statistics.median(times[WARM_UPS:])
    return Row(
        what=what,
        how=how,
        pictures=pictures,
        step_ms=median,
        per_picture_ms=median / pictures,
        peak_gib=torch.cuda.max_memory_allocated() / 2**30 if cuda else None,
    )


def positions(*sizes: int) -> Tensor:
    """Coordinates of a grid of four axes, as (1, cells, 4)."""
    return torch.cartesian_prod(*(torch.arange(size) for size in sizes))[None]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tiny", action="store_true", help="a few channels, 64 pixels")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--repeats", type=int, default=10)
    options = parser.parse_args()
    device = torch.device(options.device)
    bench = Bench(
        device=device,
        dtype=torch.bfloat16 if device.type == "cuda" else torch.float32,
        side=64 if options.tiny else 1024,
        repeats=options.repeats,
        tiny=options.tiny,
    )
    name = torch.cuda.get_device_name() if device.type == "cuda" else "CPU"
    print(f"{name}, torch {torch.__version__}, diffusers {diffusers.__version__}, ", end="")
    print(f"{bench.side} x {bench.side} pixels, {bench.dtype}\n")
    print("| network | how | pictures | ms per step | ms per picture and step | peak GiB |")
    print("|---|---|---|---|---|---|")
    for part in (sdxl, klein, vaes):
        for row in part(bench):
            print(row.as_markdown(), flush=True)


if __name__ == "__main__":
    main()
