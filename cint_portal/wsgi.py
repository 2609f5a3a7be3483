"""Entry point of the web processes."""

import os

from django.core.wsgi import get_wsgi_application

from cint_portal.celery import app as celery_app

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cint_portal.settings")

application = get_wsgi_application()
celery_app.set_default()
