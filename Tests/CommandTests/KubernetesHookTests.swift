import ArgumentParser
import Foundation
import Gate
import Record
import Support
import Testing
import Yams

@testable import blobgate

/// The files in hooks/kubernetes: valid YAML, consistent, and with existing commands.
@Suite struct KubernetesHookTests {
    private typealias Object = [String: Any]

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "hooks/kubernetes")

    private static func documents(_ file: String) throws -> [Object] {
        let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        return try Yams.load_all(yaml: text).map { try #require($0 as? Object) }
    }

    private static func document(_ file: String, _ kind: String) throws -> Object {
        try #require(try documents(file).first { $0["kind"] as? String == kind })
    }

    private static func value<Value>(_ object: Object, _ path: String...) throws -> Value {
        var found: Any = object
        for key in path { found = try #require((found as? Object)?[key], "\(key)") }
        return try #require(found as? Value, "\(path)")
    }

    private struct Work {
        let spec: Object
        let pod: Object
        let container: Object

        init(_ file: String) throws {
            if file == "cronjob.yaml" {
                spec = try value(document(file, "CronJob"), "spec", "jobTemplate", "spec")
            } else {
                spec = try value(document(file, "Job"), "spec")
            }
            pod = try value(spec, "template", "spec")
            let containers: [Object] = try value(pod, "containers")
            container = try #require(containers.first)
            #expect(containers.count == 1)
        }

        var arguments: [String] { get throws { try value(container, "args") } }
        var environment: [String: String] {
            let entries = container["env"] as? [Object] ?? []
            return Dictionary(
                entries.compactMap { entry in
                    guard let name = entry["name"] as? String, let text = entry["value"] as? String else { return nil }
                    return (name, text)
                }
            ) { first, _ in first }
        }
    }

    private static let jobs = ["indexed-job.yaml", "merge-job.yaml", "cronjob.yaml"]

    @Test(arguments: jobs) func everyCommandIsOne(_ file: String) throws {
        let home = try GateHome()
        let arguments = try Work(file).arguments.map { argument in
            argument.replacing("/reports", with: home.directory.path).replacing("$(JOB_COMPLETION_INDEX)", with: "0")
        }
        #expect(throws: Never.self) { try Blobgate.parseAsRoot(arguments) }
    }

    @Test(arguments: jobs) func thePodIsUnprivileged(_ file: String) throws {
        let work = try Work(file)
        #expect(work.pod["restartPolicy"] as? String == "Never")
        #expect(work.pod["automountServiceAccountToken"] as? Bool == false)
        #expect(try Self.value(work.pod, "securityContext", "runAsNonRoot") as Bool)
        #expect(try Self.value(work.pod, "securityContext", "runAsUser") as Int > 0)
        #expect(try Self.value(work.container, "securityContext", "readOnlyRootFilesystem") as Bool)
        #expect(try Self.value(work.container, "securityContext", "allowPrivilegeEscalation") as Bool == false)
        #expect(try Self.value(work.container, "securityContext", "capabilities", "drop") as [String] == ["ALL"])
    }

    /// Every mounted volume exists, and every folder that is written to is mounted.
    @Test(arguments: jobs) func everyFolderIsMounted(_ file: String) throws {
        let work = try Work(file)
        let mounts: [Object] = try Self.value(work.container, "volumeMounts")
        let volumes = try (Self.value(work.pod, "volumes") as [Object]).compactMap { $0["name"] as? String }
        #expect(Set(mounts.compactMap { $0["name"] as? String }) == Set(volumes))
        let writable = Set(mounts.filter { $0["readOnly"] as? Bool != true }.compactMap { $0["mountPath"] as? String })
        let readable = Set(mounts.compactMap { $0["mountPath"] as? String })
        for argument in try work.arguments where argument.hasPrefix("--output=json=") {
            let path = String(argument.dropFirst("--output=json=".count))
            #expect(writable.contains(URL(filePath: path).deletingLastPathComponent().path))
        }
        for folder in ["DOCKER_CONFIG", "XDG_STATE_HOME"].compactMap({ work.environment[$0] }) {
            #expect(readable.contains(folder))
        }
        if let state = work.environment["XDG_STATE_HOME"] { #expect(writable.contains(state)) }
    }

    /// The policy covers every exit code.
    @Test(arguments: ["indexed-job.yaml", "cronjob.yaml"]) func theFailurePolicyCoversEveryExitCode(_ file: String)
        throws
    {
        let rules: [Object] = try Self.value(Work(file).spec, "podFailurePolicy", "rules")
        let codes = try rules.flatMap { rule -> [Int] in
            guard rule["onExitCodes"] != nil else { return [] }
            return try Self.value(rule, "onExitCodes", "values")
        }
        let retried: Set<Record.ExitCode> = [.undecided, .interrupted, .terminated]
        let final = Set(Record.ExitCode.allCases).subtracting(retried).subtracting([.verified])
        #expect(codes.sorted() == final.map { Int($0.rawValue) }.sorted())
    }

    @Test func theNumberOfShardsIsTheSameEverywhere() throws {
        let job = try Work("indexed-job.yaml")
        let merge = try Work("merge-job.yaml")
        let count: Int = try Self.value(job.spec, "completions")
        #expect(job.spec["completionMode"] as? String == "Indexed")
        #expect(job.spec["parallelism"] as? Int == count)
        #expect(job.environment[EnvironmentVariable.shards.rawValue] == "\(count)")
        let target = try #require(job.arguments.first { $0.hasPrefix("--output=json=") })
        let written = (0..<count).map { index -> String in
            String(target.dropFirst("--output=json=".count)).replacing("$(JOB_COMPLETION_INDEX)", with: "\(index)")
        }
        #expect(try merge.arguments.filter { $0.hasPrefix("/") } == written)
        #expect(job.environment["RELEASE"] == merge.environment["RELEASE"])
        // A pod finds the shard that Kubernetes assigned.
        for index in 0..<count {
            var environment = job.environment
            environment["JOB_COMPLETION_INDEX"] = "\(index)"
            let choice = try ShardResolver(.ofSystem, Environment(environment))
            #expect(choice.shard == Shard(index + 1, of: count))
        }
    }

    @Test func theConfigurationIsValid() throws {
        let map = try Self.document("indexed-job.yaml", "ConfigMap")
        let text: String = try Self.value(map, "data", "blobgate.yaml")
        #expect(try ConfigurationReader.read(text, file: "/blobgate.yaml").settings[Settings.place.ledger] == nil)
    }
}
