"""The door for web servers."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ristorno.config.settings")
application = get_wsgi_application()

# An answer makes some ten thousand values and hardly a circle among them: looking for circles seventy times in each
# costs a twentieth of its time and finds next to nothing. What is loaded by now stays for good.
gc.freeze()
gc.set_threshold(50_000, 20, 20)
