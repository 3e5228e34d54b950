import Foundation
import Support
import Testing
import Yams

/// Checks the Kubernetes manifests against the API fields that the hooks use. The API server rejects unknown, missing or
/// contradictory fields, but no cluster is available in tests.
@Suite struct KubernetesFormTests {
    private static let metadata = Form(["name"], or: ["namespace", "labels", "annotations"])
    private static let job = Form(
        ["template"],
        or: [
            "backoffLimit", "backoffLimitPerIndex", "maxFailedIndexes", "activeDeadlineSeconds", "completionMode",
            "completions", "parallelism", "podFailurePolicy", "podReplacementPolicy", "suspend",
            "ttlSecondsAfterFinished",
        ])
    private static let cronJob = Form(
        ["schedule", "jobTemplate"],
        or: [
            "timeZone", "concurrencyPolicy", "startingDeadlineSeconds", "successfulJobsHistoryLimit",
            "failedJobsHistoryLimit", "suspend",
        ])
    private static let pod = Form(
        ["containers", "restartPolicy"],
        or: [
            "initContainers", "volumes", "automountServiceAccountToken", "enableServiceLinks", "securityContext",
            "topologySpreadConstraints", "hostNetwork", "nodeSelector", "tolerations", "affinity", "imagePullSecrets",
            "serviceAccountName", "terminationGracePeriodSeconds",
        ])
    private static let container = Form(
        ["name", "image"],
        or: [
            "command", "args", "env", "resources", "securityContext", "volumeMounts", "terminationMessagePolicy",
            "workingDir", "imagePullPolicy",
        ])
    private static let mount = Form(["name", "mountPath"], or: ["readOnly", "subPath", "subPathExpr"])
    private static let sources: Set = ["configMap", "secret", "emptyDir", "persistentVolumeClaim"]

    private func documents() throws -> [(place: String, node: Node)] {
        try HookFile.all.filter { $0.name.hasPrefix("argocd/") || $0.name.hasPrefix("kubernetes/") }
            .filter { $0.name.hasSuffix(".yaml") }
            .flatMap { file in
                try file.documents.map { ("\(file.name): \($0["kind"]?.string ?? "?")", $0) }
            }
    }

    @Test func objectsHaveTheFieldsOfTheirKind() throws {
        let documents = try documents()
        #expect(documents.count >= 8)
        for (place, object) in documents {
            Self.metadata.expect(object["metadata"], place)
            switch object["kind"]?.string {
            case "ConfigMap":
                Form(["apiVersion", "kind", "metadata", "data"]).expect(object, place)
                for (key, value) in try #require(object["data"]?.mapping) {
                    #expect(value.scalar?.string.isEmpty == false, "\(place): \(key)")
                }
            case "PersistentVolumeClaim":
                Form(["apiVersion", "kind", "metadata", "spec"]).expect(object, place)
                Form(["accessModes", "resources"], or: ["storageClassName"]).expect(object["spec"], place)
                #expect(object.at("spec", "resources", "requests", "storage")?.string != nil, "\(place)")
                #expect(
                    ["ReadWriteOnce"] == object.at("spec", "accessModes")?.strings
                        || ["ReadWriteMany"] == object.at("spec", "accessModes")?.strings, "\(place)")
            case "Job":
                Form(["apiVersion", "kind", "metadata", "spec"]).expect(object, place)
                try expectJob(object["spec"], place)
            case "CronJob":
                Form(["apiVersion", "kind", "metadata", "spec"]).expect(object, place)
                let spec = object["spec"]
                Self.cronJob.expect(spec, place)
                #expect(spec?["schedule"]?.string?.split(separator: " ").count == 5, "\(place)")
                expectOne(of: ["Allow", "Forbid", "Replace"], spec?["concurrencyPolicy"], place)
                Form(["spec"], or: ["metadata"]).expect(spec?["jobTemplate"], place)
                try expectJob(spec?.at("jobTemplate", "spec"), place)
            case "Deployment":
                Form(["apiVersion", "kind", "metadata", "spec"]).expect(object, place)
                try expectDeployment(object["spec"], place)
            default: Issue.record("\(place): of no kind that is checked here")
            }
        }
    }

    private func expectDeployment(_ spec: Node?, _ place: String) throws {
        Form(["selector", "template"], or: ["replicas", "strategy"]).expect(spec, place)
        expectOne(of: ["Recreate", "RollingUpdate"], spec?.at("strategy", "type"), place)
        // The API rejects a selector that the pods do not match.
        let wanted = try #require(spec?.at("selector", "matchLabels")?.mapping, "\(place)")
        for (key, value) in wanted {
            #expect(spec?.at("template", "metadata", "labels")?[key.string ?? ""] == value, "\(place): \(key)")
        }
        Form(["spec", "metadata"]).expect(spec?["template"], place)
        // Annotations are strings for the API, whatever they look like in YAML.
        for (key, value) in spec?.at("template", "metadata", "annotations")?.mapping ?? [:] {
            #expect(value.scalar?.style != .plain || (value.bool == nil && value.int == nil), "\(place): \(key)")
        }
        try expectPod(spec?.at("template", "spec"), place, restarting: "Always")
    }

    private func expectJob(_ spec: Node?, _ place: String) throws {
        Self.job.expect(spec, place)
        let isIndexed = spec?["completionMode"]?.string == "Indexed"
        expectOne(of: ["", "Indexed", "NonIndexed"], spec?["completionMode"] ?? "", place)
        // Only an Indexed Job can have per-index limits and failures.
        #expect(!isIndexed || (spec?["completions"]?.int ?? 0) > 0, "\(place)")
        #expect(isIndexed || spec?["backoffLimitPerIndex"] == nil, "\(place)")
        for number in ["backoffLimit", "backoffLimitPerIndex", "activeDeadlineSeconds", "completions", "parallelism"] {
            if let value = spec?[number] { #expect((value.int ?? -1) >= 0, "\(place): \(number)") }
        }
        if let policy = spec?["podFailurePolicy"] {
            Form(["rules"]).expect(policy, place)
            for rule in policy["rules"]?.nodes ?? [] {
                Form(["action"], or: ["onExitCodes", "onPodConditions"]).expect(rule, place)
                if rule["action"]?.string == "FailIndex" { #expect(spec?["backoffLimitPerIndex"] != nil, "\(place)") }
                if let codes = rule["onExitCodes"] {
                    Form(["operator", "values"], or: ["containerName"]).expect(codes, place)
                }
                for condition in rule["onPodConditions"]?.nodes ?? [] {
                    Form(["type"], or: ["status"]).expect(condition, place)
                    // A string for the API, but a boolean in YAML without quotes.
                    #expect([nil, "True"].contains(condition["status"]?.string), "\(place)")
                    #expect(condition["status"]?.tag.description != "tag:yaml.org,2002:bool", "\(place)")
                }
            }
        }
        Form(["spec"], or: ["metadata"]).expect(spec?["template"], place)
        // Required by the API for a Job with a pod failure policy.
        try expectPod(spec?.at("template", "spec"), place, restarting: "Never")
    }

    private func expectPod(_ pod: Node?, _ place: String, restarting policy: String) throws {
        Self.pod.expect(pod, place)
        #expect(pod?["restartPolicy"]?.string == policy, "\(place)")
        let volumes = pod?["volumes"]?.nodes ?? []
        for volume in volumes {
            let keys = Set(volume.mapping?.keys.compactMap(\.string) ?? [])
            #expect(keys.contains("name") && keys.intersection(Self.sources).count == 1 && keys.count == 2, "\(place)")
        }
        let names = volumes.compactMap { $0["name"]?.string }
        #expect(Set(names).count == names.count, "\(place)")
        for container in ["initContainers", "containers"].flatMap({ pod?[$0]?.nodes ?? [] }) {
            Self.container.expect(container, place)
            let variables = container["env"]?.nodes ?? []
            for variable in variables {
                Form(["name", "value"]).expect(variable, place)
                // An unquoted number is rejected.
                let value = try #require(variable["value"])
                #expect(value.int == nil || value.scalar?.style != .plain, "\(place): \(value)")
            }
            let known = Set(variables.compactMap { $0["name"]?.string } + ["JOB_COMPLETION_INDEX"])
            let mounts = container["volumeMounts"]?.nodes ?? []
            for mount in mounts {
                Self.mount.expect(mount, place)
                #expect(mount["mountPath"]?.string?.hasPrefix("/") == true, "\(place)")
            }
            let paths = mounts.compactMap { $0["mountPath"]?.string }
            #expect(Set(paths).count == paths.count, "\(place)")
            // An undefined variable stays unexpanded in an argument, and fails the pod in a path.
            let words = (container["args"]?.strings ?? []) + mounts.compactMap { $0["subPathExpr"]?.string }
            for match in words.flatMap({ $0.matches(of: /\$\(([^)]*)\)/) }) {
                #expect(known.contains(String(match.1)), "\(place): \(match.0)")
            }
            // Every path under a mount point is under one that exists.
            for word in container["args"]?.strings ?? [] {
                guard let path = word.split(separator: "=").last, path.hasPrefix("/") else { continue }
                #expect(paths.contains { path.hasPrefix("\($0)/") }, "\(place): \(path)")
            }
        }
    }

    /// Numbers and names that occur in two files agree.
    @Test func shardsOfTheJobAreThoseThatAreMerged() throws {
        let job = try HookFile("kubernetes/indexed-job.yaml").object(kind: "Job")
        let count = try #require(job.at("spec", "completions")?.int)
        #expect(job.at("spec", "parallelism")?.int == count)
        let container = try #require(job.at("spec", "template", "spec", "containers")?.nodes.first)
        func value(_ name: String, _ container: Node) -> String? {
            container["env"]?.nodes.first { $0["name"]?.string == name }?["value"]?.string
        }
        #expect(value("BLOBGATE_SHARDS", container) == "\(count)")
        let merge = try HookFile("kubernetes/merge-job.yaml").object(kind: "Job")
        let merging = try #require(merge.at("spec", "template", "spec", "containers")?.nodes.first)
        #expect(value("RELEASE", container) == value("RELEASE", merging))
        let reports = merging["args"]?.strings.filter { $0.hasPrefix("/") } ?? []
        #expect(reports == (0..<count).map { "/reports/\($0).json" })
        #expect(container["args"]?.strings.contains("--output=json=/reports/$(JOB_COMPLETION_INDEX).json") == true)
    }

    /// The commands in the README for merging by logs: a retried index has two pods, and the last one counts.
    @Test func reportsFromLogsAreThoseOfTheLastAttempts() async throws {
        try await Scene.run { scene in
            for index in 0..<4 {
                let run = try await scene.run(
                    "blobgate check --from images.txt --shard \(index + 1)/4 --output=json --progress=none >pod-\(index)-b",
                    ["BLOBGATE_LEDGER": scene.home.path("ledger-\(index).sqlite")])
                #expect(run.status == 0, "\(run)")
            }
            try scene.home.write("pod-2-a", "{\"verdict\": \"undecided\"}\n")
            try scene.program(
                "kubectl",
                """
                index=$(printf '%s\\n' "$*" | sed -n 's/.*job-completion-index=\\([0-9]*\\).*/\\1/p')
                case $1 in
                get) for pod in "$HOME"/pod-"$index"-*; do echo "pod/${pod##*/}"; done ;;
                logs)
                    for word; do case $word in pod/*) cat "$HOME/${word#pod/}"; exit ;; esac; done
                    cat "$HOME"/pod-"$index"-* ;;
                esac
                """)
            let lines = try HookFile("kubernetes/README.md").text.split(separator: "\n").map(String.init)
            let start = try #require(lines.firstIndex { $0.hasPrefix("    for i in 0 1 2 3; do") })
            let script = lines[start...].prefix { $0.hasPrefix("    ") }.joined(separator: "\n")
            let result = try await scene.run("set -e\n\(script)")
            #expect(result.status == 0, "\(result)")
            #expect(result.output.contains("\nverified: 1 image"), "\(result)")
        }
    }
}
