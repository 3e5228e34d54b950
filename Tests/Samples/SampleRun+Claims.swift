internal import Foundation
internal import OCI
internal import Record

extension SampleRun {
    func ended(_ claim: Run.Claim, _ name: String) -> Run.Claim {
        var claim = claim
        claim.spot = spots["\(claim.backend) \(name)"]
        let place = FaultPlace(
            claim.registry, backend: claim.backend, repository: claim.repository, digest: claim.digest)
        let usual = claim.kind == .manifest ? .tries([.good()]) : usual
        let wrong = bad?(claim, name) == true ? Answer.tries([.wrong("rot"), .wrong("rot")]) : nil
        switch answers["\(claim.backend) \(name)"] ?? wrong ?? usual {
        case .tries(let tries):
            let url = "https://\(claim.registry)/v2/\(claim.repository)/blobs/\(claim.digest)"
            claim.attempts = tries.map { attempt($0, claim, on: backend(claim.backend), url: url) }
            conclude(&claim, at: place)
        case .reused(let hours, let run, let cache):
            claim.status = .reused(
                Run.Claim.Reuse(
                    provenAt: Self.started.addingTimeInterval(-hours * 3600), run: run, vantage: provenBy,
                    size: claim.size ?? 0, address: backend(claim.backend)?.address, cacheStatus: cache,
                    spotCheckedAt: nil))
        case .withheld: claim.status = .faulty(Finding(.accessWithheld, at: place, .withheld))
        case .stopped:
            let stop = stopped ?? .deadline
            let code: FindingCode = if case .signal = stop { .accessInterrupted } else { .accessDeadline }
            claim.status = .faulty(Finding(code, at: place, .stopped(by: stop, before: .proof)))
        case .planned: claim.status = .planned
        case .notAsked: claim.status = .notAsked
        case .present:
            var attempt = Attempt(url: "", started: Self.started, code: nil, .present)
            attempt.status = 200
            attempt.address = backend(claim.backend)?.address
            claim.attempts = [attempt]
            claim.status = .present
        }
        return claim
    }

    private func backend(_ name: String) -> Run.Backend? { backends.first { $0.name == name } }

    /// What a standby is forgiven is only reported.
    func weight(of code: FindingCode, on name: String) -> Finding.Weight? { backend(name)?.role.weight(of: code) }

    private func conclude(_ claim: inout Run.Claim, at place: FaultPlace) {
        let fault = Self.fault(of: claim.attempts)
        let isWaived = policy.flapping.accepts(claim.attempts.map(\.code))
        if let fault {
            let weight = isWaived ? .reported : weight(of: fault.code, on: claim.backend)
            let finding = Finding(fault.code, weight: weight, at: place, fault.evidence)
            claim.status = .faulty(finding)
            guard isWaived else { return }
            claim.remark = finding
        }
        let isFromBehindCache = CacheReply(claim.attempts.last?.cacheStatus) == .miss
        claim.status = .verified(
            Run.Claim.Verified(
                size: claim.attempts.last?.bytes ?? 0, diffID: diffID(of: claim),
                cacheStatus: claim.attempts.last?.cacheStatus, isFromBehindCache: isFromBehindCache,
                isReadThrough: isFromBehindCache))
    }

    /// The diff ID of a layer in a run that unpacks. One layer has a type that is not unpacked.
    private func diffID(of claim: Run.Claim) -> Digest? {
        guard policy.depth == .unpack, claim.kind == .layer, claim.digest != Self.digest("web") else { return nil }
        return Self.digest("unpacked \(claim.digest)")
    }

    // MARK: Attempts

    /// The combined fault of all attempts, as the gate concludes it.
    private static func fault(of attempts: [Attempt]) -> (code: FindingCode, evidence: Evidence)? {
        let faults = attempts.compactMap { attempt in attempt.code.map { (code: $0, evidence: attempt.evidence) } }
        let grave = faults.filter { $0.code.family != .access }
        guard let last = faults.last else { return nil }
        guard let first = grave.first else {
            if attempts.last?.code == nil { return nil }
            return (
                last.code,
                faults.count > 1 ? .series(reads: .tries(last: last.evidence, count: faults.count)) : last.evidence
            )
        }
        let isGoodToo = attempts.contains { $0.code == nil }
        if isGoodToo, grave.contains(where: { $0.code.family == .content }) {
            return (.contentFlapping, .series(reads: .flapping(runs: runs(of: attempts), unread: nil)))
        }
        if isGoodToo { return (first.code, .series(reads: .recovered(first: first.evidence))) }
        let worst = grave.last { $0.code.family == .content } ?? first
        guard grave.count > 1 else { return (worst.code, first.evidence) }
        return (
            worst.code,
            .series(
                reads: grave.allSatisfy { $0.evidence == first.evidence }
                    ? .same(evidence: first.evidence)
                    : .changed(first: first.evidence, again: grave[grave.count - 1].evidence))
        )
    }

    private static func runs(of attempts: [Attempt]) -> [ReadRun] {
        attempts.map { $0.code == nil ? nil : $0.evidence }.reduce(into: []) { runs, evidence in
            if let last = runs.last, last.evidence == evidence {
                runs[runs.count - 1] = ReadRun(evidence, count: last.count + 1)
            } else {
                runs.append(ReadRun(evidence, count: 1))
            }
        }
    }

    func attempt(_ one: Try, _ claim: Run.Claim?, on backend: Run.Backend?, url: String) -> Attempt {
        let size = claim?.size ?? 1_652
        let right = claim?.digest ?? Self.digest("manifest")
        func attempt(_ code: FindingCode?, _ evidence: Evidence, _ milliseconds: Int64) -> Attempt {
            var attempt = Attempt(url: url, started: Self.started, code: code, evidence)
            attempt.address = backend?.address
            attempt.milliseconds = milliseconds
            return attempt
        }
        func body(
            _ bytes: Int64, _ digest: Digest, _ cache: String?, _ type: String?, _ code: FindingCode?,
            _ evidence: Evidence
        ) -> Attempt {
            var attempt = attempt(code, evidence, max(5, bytes / 500_000))
            attempt.status = 200
            attempt.headers = Self.headers([
                "content-type": type ?? "application/octet-stream", "content-length": String(bytes),
                "x-cache-status": backend?.isDirect == true ? nil : cache,
            ])
            attempt.bytes = bytes
            attempt.received = digest
            attempt.receivedBytes = bytes
            return attempt
        }
        switch one {
        case .good(let cache):
            return body(size, right, cache, nil, nil, .verified(bytes: size, digest: right))
        case .wrong(let content, let cache, let type):
            let digest = Self.digest(content)
            return body(
                size, digest, cache, type, .contentDigest,
                .wrongHash(bytes: size, digest: digest, opening: nil, damage: nil, cache: cache.map(Self.safe)))
        case .size(let bytes, let cache, let type):
            return body(
                bytes, Self.digest("cut"), cache, type, .contentSize,
                .wrongSize(
                    received: ReceivedBytes(bytes), size: size, opening: bytes == 0 ? .empty : nil,
                    cache: cache.map(Self.safe)))
        case .damagedLayer:
            let fault = LayerFault(
                kind: .compression, reason: "gzip is damaged (incorrect data check)", packedOffset: size,
                unpackedOffset: 4_404_019_200)
            return body(size, right, nil, nil, .contentUnpack, .notUnpackable(fault: fault))
        case .status(let status, let said, let type, let cache):
            let text = said ?? ErrorBody(opening: ServerText(""))
            var refused = attempt(
                Self.code(of: status, claim?.kind), .status(status: status, body: text, cache: cache.map(Self.safe)), 31
            )
            refused.status = status
            refused.headers = Self.headers(["content-type": type, "x-cache-status": cache])
            refused.bytes = Int64(text.opening.description.utf8.count)
            refused.certificate = Self.digest("certificate").encoded
            refused.httpVersion = "1.1"
            return refused
        case .broken(let code, let message, let after, let cache, let tls):
            let failure = BrokenTransfer(message: ServerText(message), curlCode: 0, tls: tls)
            guard let after else {
                var failed = attempt(code, .failed(failure: failure), 10_000)
                failed.address = nil
                return failed
            }
            var broken = attempt(
                code,
                .broken(
                    status: 200, failure: failure, received: after, declared: ServerText(String(size)),
                    cache: cache.map(Self.safe)),
                10_000)
            broken.status = 200
            broken.headers = Self.headers(["content-length": String(size), "x-cache-status": cache])
            broken.bytes = after
            return broken
        case .denied(let fault):
            var denied = attempt(.accessCredentials, .denied(fault: fault), 20)
            denied.status = 401
            return denied
        }
    }

    private static func code(of status: Int, _ kind: Run.Claim.Kind?) -> FindingCode {
        switch status {
        case 404: kind == nil || kind == .manifest ? .absenceManifest : .absenceBlob
        case 429: .accessRateLimited
        case 500...: .accessServerError
        default: .accessStatus
        }
    }

    private static func headers(_ fields: [String: String?]) -> [String: String] {
        fields.compactMapValues { $0.map(safe) }
    }

    private static func safe(_ text: String) -> String { ServerText(text).description }
}
