import ArgumentParser
import Foundation
import Glibc
import OCI
import Release
import Yams

/// `blobgate-lab bench-manifests`: reading rendered manifests compared with parsing them with Yams alone.
///
/// It runs in its own process, because peak memory is measured per process.
struct ManifestBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-manifests",
        abstract: "Measure reading rendered manifests compared with Yams alone: time and peak memory.")

    @Option(help: "The number of documents.") var documents = 3500
    @Option(help: "Runs per variant; the shortest counts.") var runs = 5
    @Option(help: "A file with manifests to use instead of generated ones.") var file: String?

    func run() throws {
        let text =
            try file.map { try String(contentsOfFile: $0, encoding: .utf8) }
            ?? (0..<documents).map(Self.document).joined()
        let path = FileManager.default.temporaryDirectory.appending(path: "manifests-\(UUID().uuidString).yaml").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(text.utf8).write(to: URL(filePath: path))
        let size = text.utf8.count
        // Reading comes first, so that the memory of Yams alone does not count toward its peak.
        try Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
        let before = Self.highWater
        var uses = 0
        let first = try Self.time { uses = try ManifestReader.read(path: path).uses.count }
        let peak = Self.highWater
        var (walk, plain) = (first, Double.infinity)
        for _ in 0..<max(runs, 1) {
            plain = min(
                plain,
                try Self.time {
                    let parser = try Parser(yaml: text, encoding: .utf8)
                    while try parser.nextRoot() != nil {}
                })
            walk = min(walk, try Self.time { _ = try ManifestReader.read(path: path) })
        }
        print(
            "manifests, \(file == nil ? "\(documents) generated documents" : "a file"), \(uses) images: "
                + String(
                    format:
                        "%.2f MB in %.2f CPU s, %+.1f %% versus Yams alone (%.2f s); peak %.1f MB, %.1f MB before reading",
                    Double(size) / 1e6, walk, (walk / plain - 1) * 100, plain, peak, before))
    }

    /// A document as rendered by charts, about 1.4 KB.
    private static func document(_ number: Int) -> String {
        let head =
            "---\n# Source: web/charts/part\(number % 40)/templates/object.yaml\n"
            + "metadata:\n  name: object-\(number)\n  namespace: prod\n  labels:\n    app.kubernetes.io/name: part\(number % 40)\n"
            + "    app.kubernetes.io/instance: web\n    app.kubernetes.io/managed-by: Helm\n    helm.sh/chart: part-1.2.3\n"
        switch number % 4 {
        case 0:
            return head + "apiVersion: v1\nkind: ConfigMap\ndata:\n  settings.conf: |\n"
                + (0..<30).map { "    key_\($0) = value of the setting \($0) # with a remark\n" }.joined()
        case 1:
            return head + "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nrules:\n"
                + (0..<10).map {
                    "- apiGroups: [apps]\n  resources: [deployments, part\($0)]\n  verbs: [get, list, watch]\n"
                }
                .joined()
        case 2:
            return head + "apiVersion: v1\nkind: Service\nspec:\n  ports:\n"
                + (0..<16).map {
                    "  - name: port-\($0)\n    port: \(8000 + $0)\n    targetPort: http-\($0)\n    protocol: TCP\n"
                }
                .joined()
        default:
            return head
                + "apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers:\n"
                + (0..<3).map { index in
                    "      - name: c\(index)\n        image: \"registry.example.org/part\(number % 40)/c\(index):1.2.\(number)\"\n"
                        + "        imagePullPolicy: IfNotPresent\n        args: [--listen, \":8080\", --name=x]\n        env:\n"
                        + (0..<4).map { "        - {name: VARIABLE_\($0), value: \"value \($0)\"}\n" }.joined()
                        + "        resources:\n          limits: {cpu: 100m, memory: 128Mi}\n"
                }.joined()
        }
    }

    /// CPU seconds of this thread.
    private static func time(_ body: () throws -> Void) rethrows -> Double {
        let start = seconds
        try body()
        return seconds - start
    }

    private static var seconds: Double {
        var now = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }

    private static var highWater: Double {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        let kilobytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Double($0) }
        return (kilobytes ?? 0) * 1024 / 1e6
    }
}
