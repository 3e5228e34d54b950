internal import Record

/// What is said of the images to which the deploy would return, after everything about single faults.
enum RollbackLines {
    static func add(_ run: Run, _ deploy: DeployWords?, to page: inout Page) {
        guard let rollback = run.rollback else { return }
        let count = Units.counted(rollback.images, "image")
        if rollback.equalsNew {
            page.line(
                "the rollback set is the new set: a deploy that fails has nothing else to return to. "
                    + (deploy?.equalSets ?? "Was a deploy begun and not ended, or are these the wrong files?"),
                label: "WARNING: ", ink: .yellow)
        }
        switch rollback.verdict {
        case .verified where rollback.equalsNew: break
        case .verified:
            page.line(
                "\(count) verified; a failed deploy can return to the rollback set", label: "rollback: ", ink: .green)
        case .unproven:
            page.line(
                "\(count) without a fault, and nothing was proven at this depth", label: "rollback: ", ink: .yellow)
        case .overridden:
            page.line("\(count), with faults that an override lets pass", label: "rollback: ", ink: .yellow)
        case .undecided, .refused:
            let meaning =
                rollback.isWaived
                ? "the deploy may go on, since the policy says so (rollback: \(rollback.policy.rawValue)), and could not "
                    + "be undone while this lasts"
                : "a deploy that failed now could not be undone"
            page.line(
                "\(rollback.images - rollback.verified) of \(count) not verified: \(meaning)",
                label: "ROLLBACK SET \(rollback.verdict.rawValue.uppercased()): ",
                ink: rollback.isWaived ? .yellow : .red)
        }
    }
}
