internal import OCI
internal import Record

/// Lists each claim with all of its attempts.
enum ClaimLines {
    static func add(_ run: Run, to page: inout Page) {
        page.line()
        page.line("claims:")
        for claim in run.claims {
            let size = claim.size.map { ", \(Units.exact($0))" } ?? ""
            let origin = claim.isOfReferrer ? " of a referrer" : ""
            page.line(
                "\(claim.backend): \(claim.kind.rawValue)\(origin) \(claim.digest)\(size), "
                    + "\(claim.registry)/\(claim.repository)", label: "  ", indent: 4)
            page.line(StatusWords.text(claim, at: run.finished), label: "    ", indent: 2)
            for (number, attempt) in claim.attempts.enumerated() {
                let cache = attempt.cacheStatus.map { ", cache: \($0)" } ?? ""
                let certificate = attempt.certificate.map { ", certificate \($0.prefix(16))" } ?? ""
                let took = Units.duration(Double(attempt.milliseconds) / 1000)
                page.line(
                    "\(Units.time(attempt.started)), \(attempt.address ?? "no address"), \(took)\(cache)\(certificate): "
                        + EvidenceWords.long(attempt.evidence), label: "    try \(number + 1): ")
            }
        }
    }
}
