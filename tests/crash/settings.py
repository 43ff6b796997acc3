"""Settings of the besieged processes: leases run out soon, so that the test need not wait."""

from config.settings_test import *  # noqa: F403

DELIVERY_LEASE_SECONDS = 3
JOB_LEASE_SECONDS = 3
