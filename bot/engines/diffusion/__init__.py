"""The diffusion engine: the only folder that imports torch and diffusers."""
