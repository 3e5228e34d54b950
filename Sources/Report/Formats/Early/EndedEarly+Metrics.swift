internal import Foundation
internal import Record

extension EndedEarly {
    /// Metrics for the textfile collector of node_exporter: that a run ended, and with what; of no verdict is there a 1.
    ///
    /// Names and help are those of a run's metrics, since Prometheus takes one help of a name.
    ///
    /// - Parameters:
    ///   - gate: What tells this file's metrics from those of other files on the same host.
    ///   - earlier: The metrics that stand in the file so far, for the time of the last success.
    package func metrics(gate: String, earlier: String?) -> String {
        var metrics = MetricsText(gate: gate)
        metrics.gauge(
            "blobgate_run_info", "What the last run was: 1, with its version, command and depth.",
            [([("version", version), ("command", command)], 1)])
        metrics.gauge(
            "blobgate_run_timestamp_seconds", "When the last run ended.", finished.timeIntervalSince1970)
        metrics.gauge(
            "blobgate_run_duration_seconds", "How long the last run took.", finished.timeIntervalSince(started))
        metrics.gauge(
            "blobgate_last_success_timestamp_seconds",
            "When the last run ended that verified every claim; 0 where none is known.",
            earlier.flatMap { MetricsReport.lastSuccess(in: $0, before: finished) } ?? 0)
        metrics.gauge(
            "blobgate_verdict", "The verdict of the last run: 1 for the one that it is, 0 for the others.",
            Verdict.allCases.map { ([("verdict", $0.rawValue)], 0) })
        metrics.gauge("blobgate_exit_code", "The exit code of the last run.", Double(status))
        metrics.gauge("blobgate_images", "How many images the last run looked at.", 0)
        metrics.gauge("blobgate_pulled_bytes", "Bytes that the last run pulled.", 0)
        metrics.gauge("blobgate_reused_bytes", "Bytes that earlier proofs stood for in the last run.", 0)
        return metrics.text
    }
}
