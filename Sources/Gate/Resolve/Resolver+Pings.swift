internal import OCI
internal import Record
internal import Registry
internal import Release

extension Resolver {
    /// Requests the root of the API of every backend, which some nodes do first: they use no registry that answers it with anything
    /// but 200 or 401. A backend of which only references by digest are settled was asked by the run that proved them.
    mutating func checkPings() async {
        guard let node = context.nodes.pinging else { return }
        var places: [Backend: [ImageLeaf.Place]] = [:]
        var order: [Backend] = []
        for (index, image) in images.enumerated() {
            for (number, view) in image.views.enumerated() {
                if places[view.backend] == nil { order.append(view.backend) }
                places[view.backend, default: []].append(ImageLeaf.Place(image: index, view: number))
            }
        }
        for backend in order where !isSettled(places[backend] ?? []) {
            let attempts = await attempts(at: backend, node)
            guard let fault = ClaimConclusion.fault(of: attempts) else { continue }
            badPings.insert(backend)
            for place in places[backend] ?? [] {
                let reference = images[place.image].use.reference
                images[place.image].views[place.view].tagAttempts += attempts
                images[place.image].views[place.view].findings.append(
                    Finding(
                        fault.code, weight: backend.role.weight(of: fault.code),
                        at: FaultPlace(
                            reference.registry, backend: backend.name, repository: reference.repository,
                            tag: reference.tag),
                        fault.evidence))
            }
        }
    }

    private func isSettled(_ places: [ImageLeaf.Place]) -> Bool {
        places.allSatisfy { isSettled(images[$0.image], on: images[$0.image].views[$0.view].backend) }
    }

    private func attempts(at backend: Backend, _ node: NodeKind) async -> [JudgedObservation] {
        await RetryLoop(context.retryPlan(suspect: false)).run { [context] fresh in
            let reply = await context.client.ping(backend, fresh: fresh)
            let fault = PingRule.fault(of: reply, node: node)
            return ((), JudgedObservation(reply, code: fault?.code, fault?.evidence ?? .present))
        }.attempts
    }
}

/// What nodes that request the root of the API make of the reply.
enum PingRule {
    /// `nil` if they use the registry. A reply that does not come is a fault of every other request too.
    static func fault(of reply: Observation, node: NodeKind) -> SeenFault? {
        guard case .status(let status, _) = reply.outcome, status != 401, !(300..<400).contains(status) else {
            return nil
        }
        let fault = AccessFaults.classify(reply, kind: .manifest)
        // Nothing is said about content, and credentials were not sent.
        let code: FindingCode =
            fault.code.family == .absence || fault.code == .accessCredentials ? .accessStatus : fault.code
        return SeenFault(code, .apiRoot(evidence: fault.evidence, node: node))
    }
}
