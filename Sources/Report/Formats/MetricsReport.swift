internal import Foundation
internal import OCI
package import Record

/// A finished run as metrics for the textfile collector of node_exporter (Prometheus text format 0.0.4: no timestamps).
///
/// Labels are bounded: codes, backends and registries, never digests or images. `gate` is the file's name, so that several
/// files on one host do not conflict.
package enum MetricsReport {
    /// - Parameters:
    ///   - gate: Distinguishes this file's metrics from those of other files on the same host.
    ///   - earlier: The metrics in the file so far: a run without success carries over the time of the last success.
    ///   - watch: The round of a watch, if the run is one.
    package static func render(
        _ run: Run, gate: String, earlier: String? = nil, watch: WatchRoundReport? = nil
    ) -> String {
        var metrics = MetricsText(gate: gate)
        let kept = earlier.flatMap { lastSuccess(in: $0, before: run.finished) }
        metrics.add(
            RunMetrics(
                version: run.version, command: run.command.rawValue, depth: run.policy.depth, finished: run.finished,
                duration: run.facts.duration,
                lastSuccess: isSuccess(run) ? run.finished.timeIntervalSince1970 : kept, verdict: run.verdict,
                exitCode: run.exitCode.rawValue, images: run.images.count, bytesPulled: run.totals.bytesPulled,
                bytesReused: run.totals.bytesReused))
        addClaims(run, to: &metrics)
        addFindings(run, to: &metrics)
        if let watch { metrics.add(watch) }
        return metrics.text
    }

    /// The time of the last success in a file; `nil` where it has none, or one in the future.
    static func lastSuccess(in text: String, before now: Date) -> Double? {
        let name = "blobgate_last_success_timestamp_seconds"
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + "{") || $0.hasPrefix(name + " ") }
        guard let word = line?.split(separator: " ").last, let value = Double(word), value > 0,
            value <= now.timeIntervalSince1970
        else { return nil }
        return value
    }

    /// A run that proved everything. A plan, a weak depth, and a run with waived faults do not count.
    private static func isSuccess(_ run: Run) -> Bool {
        run.verdict == .verified && run.exitCode == .verified && run.command != .plan
    }

    private static func addClaims(_ run: Run, to metrics: inout MetricsText) {
        let claimed = Dictionary(grouping: run.claims, by: \.registry)
        var claims: [MetricsText.Sample] = []
        var ages: [MetricsText.Sample] = []
        for registry in run.registries.map(\.name) {
            let totals = Totals(claimed[registry] ?? [])
            let label = ("registry", registry.description)
            let states = [
                ("verified", totals.verified), ("reused", totals.reused), ("shared", totals.shared),
                ("present", totals.present),
                ("not-asked", totals.notAsked), ("planned", totals.planned), ("refused", totals.refused),
                ("undecided", totals.undecided), ("reported", totals.reported), ("elsewhere", totals.otherShard),
            ]
            claims += states.map { ([label, ("state", $0.0)], Double($0.1)) }
            guard totals.proven > 0 else { continue }
            let age = totals.oldest.map { max(0, run.finished.timeIntervalSince($0.provenAt)) } ?? 0
            ages.append(([label], age))
        }
        metrics.gauge("blobgate_claims", "Claims of the last run by state.", claims)
        metrics.gauge(
            "blobgate_oldest_proof_age_seconds",
            "Age of the oldest proof that the last run reused, at its end; 0 if it reused none.", ages)
    }

    private static func addFindings(_ run: Run, to metrics: inout MetricsText) {
        let groups = Dictionary(grouping: run.findings) { finding in
            [
                finding.code.rawValue, finding.place.registry.description, finding.place.backend ?? "",
                finding.weight.rawValue,
            ]
        }
        metrics.gauge(
            "blobgate_findings", "Findings of the last run; backend is empty if the fault is not of a single backend.",
            groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, findings in
                (Array(zip(["code", "registry", "backend", "weight"], key)), Double(findings.count))
            })
    }
}

/// The metrics of every run, including one that ended before it reached a verdict.
struct RunMetrics {
    let version: String
    let command: String
    let depth: Depth?
    let finished: Date
    /// In seconds.
    let duration: TimeInterval
    /// Seconds since 1970.
    let lastSuccess: Double?
    let verdict: Verdict?
    let exitCode: Int32
    var images = 0
    var bytesPulled: Int64 = 0
    var bytesReused: Int64 = 0
}

extension MetricsText {
    mutating func add(_ run: RunMetrics) {
        let labels = [("version", run.version), ("command", run.command)]
        gauge(
            "blobgate_run_info", "Always 1, with the version, command and depth of the last run.",
            [(labels + (run.depth.map { [("depth", $0.rawValue)] } ?? []), 1)])
        gauge("blobgate_run_timestamp_seconds", "When the last run ended.", run.finished.timeIntervalSince1970)
        gauge("blobgate_run_duration_seconds", "How long the last run took.", run.duration)
        gauge(
            "blobgate_last_success_timestamp_seconds",
            "When the last run that verified every claim ended; 0 if none is known.", run.lastSuccess ?? 0)
        gauge(
            "blobgate_verdict", "The verdict of the last run: 1 for the actual verdict, 0 for the others.",
            Verdict.allCases.map { ([("verdict", $0.rawValue)], $0 == run.verdict ? 1 : 0) })
        gauge("blobgate_exit_code", "The exit code of the last run.", Double(run.exitCode))
        gauge("blobgate_images", "How many images the last run checked.", Double(run.images))
        gauge("blobgate_pulled_bytes", "Bytes that the last run pulled.", Double(run.bytesPulled))
        gauge(
            "blobgate_reused_bytes", "Bytes that reused proofs covered in the last run.", Double(run.bytesReused))
    }
}
