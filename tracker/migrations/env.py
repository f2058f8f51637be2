"""Run by alembic, always on a connection that :mod:`tracker.migrate` hands over."""

from alembic import context

from tracker.migrate import comparing

context.configure(connection=context.config.attributes["connection"], **comparing())
context.run_migrations()
