internal import Record

/// The lines about the rollback set, which follow the single faults.
enum RollbackLines {
    static func add(_ run: Run, _ deploy: DeployMessages?, to page: inout Page) {
        guard let rollback = run.rollback else { return }
        let count = Units.counted(rollback.images, "image")
        if rollback.equalsNew {
            page.line(
                "the rollback set equals the new set: a failed deploy has nothing else to return to. "
                    + (deploy?.equalSets ?? "Was a deploy started but not finished, or are these the wrong files?"),
                label: "WARNING: ", ink: .yellow)
        }
        switch rollback.verdict {
        case .verified where rollback.equalsNew: break
        case .verified:
            page.line(
                "\(count) verified; a failed deploy can return to the rollback set", label: "rollback: ", ink: .green)
        case .unproven:
            page.line(
                "\(count) without a fault, but this depth proves nothing", label: "rollback: ", ink: .yellow)
        case .overridden:
            page.line("\(count), with faults waived by an override", label: "rollback: ", ink: .yellow)
        case .undecided, .refused:
            let policy = "as the policy allows (rollback: \(rollback.policy.rawValue))"
            let meaning =
                !rollback.isWaived
                ? "a deploy that failed now could not be rolled back"
                : run.exitCode == .verified
                    ? "the deploy may continue, \(policy), but it could not be rolled back until this is fixed"
                    : "a deploy that failed now could not be rolled back; this alone does not stop it, \(policy)"
            page.line(
                "\(rollback.images - rollback.verified) of \(count) not verified: \(meaning)",
                label: "ROLLBACK SET \(rollback.verdict.rawValue.uppercased()): ",
                ink: rollback.isWaived ? .yellow : .red)
        }
    }
}
