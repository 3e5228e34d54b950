"""Runs the real sync-world from a checkout of scap (SCAP_SRC) with stubs. scap is imported; none of its code is copied here.

Real scap code: AbstractSync.main from the lock to the stages, K8sOps, the build command with its arguments and its log, the
values files with their commits, the deploy of the stages. Disabled: everything that needs MediaWiki, other hosts or people
(l10n, lint, rsync, history, announcements).
"""

import argparse
import contextlib
import logging
import os
import sys

sys.path.insert(0, os.environ["SCAP_SRC"])

from scap import config, main  # noqa: E402


class Arguments(argparse.Namespace):
    """Options that are not set default to None."""

    def __getattr__(self, name):
        return None


class SyncWorld(main.ScapWorld):
    """sync-world without the parts that are not under test."""

    def _nothing(self, *args, **kwargs):
        return None

    _assert_auth_sock = _compile_wikiversions = _before_cluster_sync = _update_caches = _nothing
    _check_fatals = write_deployment_info = _sync_masters = _finalize_history = _nothing
    _after_lock_release = _announce_rollback = _log_k8s_operation_summary = increment_stat = _nothing
    _after_cluster_sync = announce = announce_final = report_status = _nothing

    def _init_history(self):
        self.deployment_log_entry = argparse.Namespace()

    def get_versions_to_include_in_image(self):
        return ["1.46.0-wmf.22"]

    def check_testservers(self, *args):
        return True

    canary_checks = production_checks = check_testservers

    def prompt_choices(self, message, choices, default, *args, **kwargs):
        return default

    @contextlib.contextmanager
    def lock_mediawiki_staging(self, **kwargs):
        with self.lock(os.path.join(os.environ["DESK"], "staging.lock"), **kwargs):
            yield

    @contextlib.contextmanager
    def reported_status(self, *args, **kwargs):
        yield

    @contextlib.contextmanager
    def Timer(self, description, *args, **kwargs):
        logging.info("Started %s", description)
        yield
        logging.info("Finished %s", description)


def run():
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(message)s")
    app = SyncWorld("sync-world")
    app.logo = False
    app.arguments = Arguments(
        defines=[], message="a test", scope="*", force=False, stop_before_sync=False, k8s_only=True, k8s_confirm_diffs=False,
        pause_after_testserver_sync=False, notify_user=[], backport=False, verbose=False, canary_wait_time=0,
    )
    app.config = config.load(os.path.join(os.environ["DESK"], "scap.cfg"), use_global_config=False, use_local_config=False)
    try:
        return app.main()
    except Exception as error:  # like Application.run, without its beep
        logging.error("sync-world failed: <%s> %s", type(error).__name__, error)
        return 1


sys.exit(run())
