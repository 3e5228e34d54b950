internal import Foundation
package import Record

extension EndedEarly {
    /// Metrics for the textfile collector of node_exporter: when and how the run ended. Every verdict is 0.
    ///
    /// - Parameters:
    ///   - gate: Distinguishes this file's metrics from those of other files on the same host.
    ///   - earlier: The metrics in the file so far, for the time of the last success.
    ///   - watch: The round of a watch, if that is what ended.
    package func metrics(gate: String, earlier: String?, watch: WatchRoundReport? = nil) -> String {
        var metrics = MetricsText(gate: gate)
        metrics.add(
            RunMetrics(
                version: version, command: command, depth: nil, finished: finished,
                duration: finished.timeIntervalSince(started),
                lastSuccess: earlier.flatMap { MetricsReport.lastSuccess(in: $0, before: finished) }, verdict: nil,
                exitCode: status))
        if let watch { metrics.add(watch) }
        return metrics.text
    }
}
