"""Web server settings; where it listens and with how many processes comes from the environment."""

import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
preload_app = True  # imported once, shared by the processes
timeout = 60
graceful_timeout = 10
# A worker's heartbeat file on a slow disk stops the worker: memory where there is any.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
control_socket_disable = True
