"""Runs the checks of a scap3 deploy with scap's own code (SCAP_SRC). scap is imported; none of its code is copied here.

Real scap code: DeployLocal._execute_checks, which loads the checks and the scripts of the revision and runs them. Replaced: the
fetch and the switch of revisions, which need a target host: the folders of both revisions are there already.

    SCAP_SRC=... DESK=/folder/with/revs scap3.py REVISION STAGE GROUP

DESK/revs/REVISION/scap has checks.yaml and scripts/. Exit status: that of scap's check stage; 0 if nothing applies.
"""

import argparse
import logging
import os
import sys

sys.path.insert(0, os.environ["SCAP_SRC"])

import yaml  # noqa: E402
from scap import context, deploy  # noqa: E402


class Target(deploy.DeployLocal):
    """deploy-local with the parts that a check stage uses."""

    def __init__(self, revision):
        self.rev = revision
        self.arguments = argparse.Namespace(force=False)
        self.context = context.TargetContext(os.environ["DESK"])
        self.final_path = os.path.join(os.environ["DESK"], "final")
        path = os.path.join(os.environ["DESK"], "revs", revision, "scap", "checks.yaml")
        # scap reads the checks on the deploy host, from the revision that is being deployed.
        with open(path) as file:
            self.config = {"nrpe_dir": "/nonexistent", "perform_checks": True, "checks": yaml.safe_load(file)["checks"]}

    def get_logger(self):
        return logging.getLogger("scap3")


logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(message)s")
revision, stage, group = sys.argv[1:]
status = 0
for when in ("before", "after"):
    target = Target(revision)
    status = status or target._execute_checks(when, stage, group, logger=target.get_logger())
sys.exit(status)
