"""The diffusion engine: the only folder that imports torch and diffusers.

It never talks to the hub: models come from folders. The variable is read when huggingface_hub is
imported, so it has to be set before any module of this folder imports diffusers.
"""

import os

os.environ["HF_HUB_OFFLINE"] = "1"
