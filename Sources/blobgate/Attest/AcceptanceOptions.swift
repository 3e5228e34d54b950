import ArgumentParser

/// Which statements count.
struct AcceptanceOptions: ParsableArguments {
    /// The limit of age unless one is given.
    private static let usualAge = TimeSpan(.seconds(86_400))

    @Option(
        Settings.policy.maxAge, help: "Refuse statements whose oldest proof is older than this",
        default: "\(usualAge)")
    var maxAge: TimeSpan?

    @Option(
        help: ArgumentHelp(
            "The platform that nodes pull, for statements about some platforms.", valueName: "os/arch"))
    var platform: String?

    @Flag(help: "Also accept images whose faults were waived by an override.") var allowOverridden = false

    var oldest: TimeSpan { maxAge ?? Self.usualAge }
}
