# One image for the web server, the worker, the scheduler and the migrations; docker-compose.yml says which is which.

FROM python:3.13.9-slim-bookworm AS packages

WORKDIR /build
COPY requirements.txt .
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --no-deps --require-hashes --requirement requirements.txt


FROM python:3.13.9-slim-bookworm

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    GATEHOUSE_DATA=/data \
    STATIC_ROOT=/srv/static \
    HOST=0.0.0.0 \
    PORT=8000

RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin gatehouse \
    && install --directory --mode 0700 --owner gatehouse /data /data/pages /data/packages

COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/gatehouse
COPY . .

# Static files are named by their content here, once, so that a container can run with a read-only root.
# The secret signs nothing: it only lets the settings load.
RUN SECRET_KEY=only-for-this-step GATEHOUSE_DATA=/tmp/build python bin/prepare --static-only \
    && python -m whitenoise.compress --quiet /srv/static \
    && rm -r /tmp/build

USER 10001
VOLUME /data
EXPOSE 8000

HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/_health/', timeout=4)"]

CMD ["python", "bin/serve"]
