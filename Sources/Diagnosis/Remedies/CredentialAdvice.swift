internal import OCI
internal import Registry

/// What to do where credentials were refused, or could not be had.
enum CredentialAdvice {
    /// One remedy for each way in which the fault showed itself.
    static func remedy(of fault: FaultCase) -> [String] {
        var remedies: [String] = []
        for item in fault.items {
            let remedy = remedy(of: item.finding)
            if !remedies.contains(remedy) { remedies.append(remedy) }
        }
        return remedies
    }

    private static func remedy(of finding: Finding) -> String {
        // A mirror has credentials of its own.
        let registry = finding.backend?.route?.authority ?? finding.registry
        switch finding.attempts.last?.observation.outcome {
        case .denied(.helper(let fault)):
            return "Repair the credential helper \(fault.program), or take it out of \(fault.source): "
                + "\"echo \(registry) | \(fault.program) get\" must print JSON. Then run again."
        case .denied(.insecureRealm), .denied(.noUsableChallenge):
            return "Ask whoever runs \(registry): it asks for credentials in a way that no client should answer."
        default:
            return "Log in to \(registry) with credentials that may read it (docker login \(registry)), then run again."
        }
    }
}
