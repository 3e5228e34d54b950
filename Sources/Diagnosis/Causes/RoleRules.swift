internal import Record

/// Causes in the configuration of this program.
enum RoleRules {
    /// Active and standby are swapped, as after a switchover that the configuration does not know of.
    static func swapped(_ file: FaultContext) -> Hypothesis? {
        guard let roles = file.swappedRoles,
            file.fault.occurrences.contains(where: { roles.active.contains($0.backend) })
        else { return nil }
        return Hypothesis(
            .swappedRoles, roles.isLag ? .likely : .possible, on: roles.active + roles.standby,
            .rolesAreSwapped(active: roles.active, standby: roles.standby),
            for: [.standbyHasEverything(backends: roles.standby)],
            against: [roles.isLag ? nil : .noActiveAnswers(backends: roles.active)])
    }
}
