internal import OCI
internal import Record

/// Steps for credentials that were refused or unavailable.
enum CredentialRemedy {
    /// One step for each distinct failure.
    static func steps(for one: FaultCase, in facts: RunFacts) -> [RemedyStep] {
        var known: Set<StepAction> = []
        return one.items.map { action(for: $0, in: facts) }.filter { known.insert($0).inserted }
            .map { RemedyStep(.heal, $0) }
    }

    private static func action(for item: FaultCase.Item, in facts: RunFacts) -> StepAction {
        let place = item.finding.place
        let backend = place.backend.flatMap { facts.backend($0, of: place.registry) }
        // A mirror has its own credentials.
        let registry = backend.flatMap { $0.isMirror ? $0.authority : nil } ?? place.registry
        guard case .denied(let fault) = item.attempts.last?.evidence else { return .logIn(registry: registry) }
        return switch fault {
        case .helper(let helper):
            .repairCredentialHelper(program: helper.program, source: helper.source, registry: registry)
        case .insecureRealm, .noUsableChallenge, .noChallengeAtRoot: .askOperatorAboutCredentials(registry: registry)
        case .missing(_, let authfile, let search, _):
            // A helper that is configured and has nothing is where the credentials belong.
            if let helper = search?.helpers.first {
                .repairCredentialHelper(program: helper.program, source: helper.source, registry: registry)
            } else {
                .logIn(registry: registry, authfile: authfile)
            }
        case .refused(_, _, _, let source, let authfile):
            .logIn(registry: registry, source: source, authfile: authfile)
        case .forbidden(let repository, _, _, _, let source, _):
            .grantPull(registry: registry, repository: repository, source: source)
        default: .logIn(registry: registry)
        }
    }
}
