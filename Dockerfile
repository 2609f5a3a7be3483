# One image for web, worker, beat and migrate (target `portal`), one for the proxy with the static files.

FROM python:3.12-slim AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 LC_ALL=C.UTF-8
WORKDIR /app

FROM base AS packages
COPY requirements/base.txt requirements/base.txt
RUN python -m venv /venv && /venv/bin/pip install --require-hashes -r requirements/base.txt

# The compiler of the text catalogues is a development package: it stays out of the image.
FROM base AS texts
COPY requirements/dev.txt requirements/dev.txt
RUN pip install --require-hashes -r requirements/dev.txt
COPY ops ops
COPY locale locale
RUN python -m ops.catalogues compile

FROM base AS portal
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 0750 /data /data/media
COPY --from=packages /venv /venv
ENV PATH=/venv/bin:$PATH STATIC_ROOT=/srv/static
COPY . .
COPY --from=texts /app/locale locale
# Collecting files needs settings, not servers.
RUN PORTAL_ENV=production SECRET_KEY=unused-while-building SITE_URL=https://build.invalid \
    DATABASE_URL=postgres://build.invalid/portal REDIS_URL=redis://build.invalid EMAIL_URL=smtp://build.invalid \
    python manage.py collectstatic --noinput
USER portal
VOLUME /data

FROM nginx:1.28 AS proxy
COPY ops/nginx.conf /etc/nginx/nginx.conf
COPY --from=portal /srv/static /srv/static
