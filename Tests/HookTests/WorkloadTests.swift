import Foundation
import Gate
import Record
import Support
import Testing
import Yams

/// Every Job in the hooks meets the requirements of Kubernetes and of restrictive clusters.
@Suite struct WorkloadTests {
    /// A pod template with its Job or Deployment.
    struct Workload {
        let file: String
        let name: String
        let job: Node
        var pod: Node? { job.at("spec", "template", "spec") }
        var containers: [Node] { ["initContainers", "containers"].flatMap { pod?[$0]?.nodes ?? [] } }
    }

    static func workloads() throws -> [Workload] {
        try HookFile.all.filter { $0.name.hasSuffix(".yaml") }.flatMap { file in
            try file.documents.compactMap { node -> Workload? in
                guard let name = node.at("metadata", "name")?.string else { return nil }
                switch node["kind"]?.string {
                case "Job", "Deployment": return Workload(file: file.name, name: name, job: node)
                case "CronJob":
                    return node.at("spec", "jobTemplate").map { Workload(file: file.name, name: name, job: $0) }
                default: return nil
                }
            }
        }
    }

    @Test func workloadsAreFound() throws {
        #expect(try Self.workloads().contains { $0.file == "argocd/blobgate-presync.yaml" })
    }

    @Test func objectsAreOfStableVersions() throws {
        let versions = [
            "Job": "batch/v1", "Deployment": "apps/v1", "CronJob": "batch/v1", "ConfigMap": "v1",
            "Task": "tekton.dev/v1",
        ]
        for file in try HookFile.all where file.name.hasSuffix(".yaml") {
            for object in try file.documents {
                guard let kind = object["kind"]?.string, let version = versions[kind] else { continue }
                #expect(object["apiVersion"]?.string == version, "\(file.name): \(kind)")
                #expect(object.at("metadata", "name")?.string?.wholeMatch(of: /[a-z0-9]([-a-z0-9]*[a-z0-9])?/) != nil)
            }
        }
    }

    @Test func podsHaveNoPrivilege() throws {
        for workload in try Self.workloads() {
            let place = "\(workload.file): \(workload.name)"
            let pod = try #require(workload.pod, "\(place)")
            #expect(pod["automountServiceAccountToken"]?.bool == false, "\(place)")
            #expect(pod.at("securityContext", "runAsNonRoot")?.bool == true, "\(place)")
            #expect(pod.at("securityContext", "seccompProfile", "type")?.string == "RuntimeDefault", "\(place)")
            #expect(!workload.containers.isEmpty, "\(place)")
            for container in workload.containers {
                let security = try #require(container["securityContext"], "\(place)")
                #expect(security["readOnlyRootFilesystem"]?.bool == true, "\(place)")
                #expect(security["allowPrivilegeEscalation"]?.bool == false, "\(place)")
                #expect(security.at("capabilities", "drop")?.strings == ["ALL"], "\(place)")
                #expect(container.at("resources", "requests", "memory") != nil, "\(place)")
                #expect(container.at("resources", "limits", "memory") != nil, "\(place)")
                let volumes = Set(pod["volumes"]?.nodes.compactMap { $0["name"]?.string } ?? [])
                let mounts = container["volumeMounts"]?.nodes.compactMap { $0["name"]?.string } ?? []
                #expect(volumes.isSuperset(of: mounts), "\(place): \(mounts)")
            }
        }
    }

    /// Codes that a retry cannot change fail the Job; undecided does not.
    @Test func podFailurePolicyUsesOurExitCodes() throws {
        let known = Set(ExitCode.allCases.map { Int($0.rawValue) })
        for workload in try Self.workloads() where workload.job["kind"]?.string != "Deployment" {
            let place = "\(workload.file): \(workload.name)"
            let limits = ["backoffLimit", "backoffLimitPerIndex"].compactMap { workload.job["spec"]?[$0]?.int }
            #expect(limits.count == 1, "\(place)")
            #expect(workload.job.at("spec", "activeDeadlineSeconds")?.int != nil, "\(place)")
            // The API requires it for a pod failure policy.
            #expect(workload.pod?["restartPolicy"]?.string == "Never", "\(place)")
            // A Job without retries needs no policy.
            if limits == [0] { continue }
            let rules = try #require(workload.job.at("spec", "podFailurePolicy", "rules"), "\(place)").nodes
            var actions: [Int: String] = [:]
            for rule in rules {
                let action = try #require(rule["action"]?.string, "\(place)")
                #expect(["FailJob", "FailIndex", "Ignore", "Count"].contains(action), "\(place)")
                #expect((rule["onExitCodes"] == nil) != (rule["onPodConditions"] == nil), "\(place)")
                guard let codes = rule["onExitCodes"] else { continue }
                #expect(codes["operator"]?.string == "In", "\(place)")
                let names = workload.containers.compactMap { $0["name"]?.string }
                if let name = codes["containerName"]?.string { #expect(names.contains(name), "\(place)") }
                let values = codes["values"]?.numbers ?? []
                // The same checks as in the API server.
                #expect(!values.isEmpty && values == Set(values).sorted() && !values.contains(0), "\(place): \(values)")
                #expect(known.isSuperset(of: values), "\(place): \(values)")
                for value in values where actions[value] == nil { actions[value] = action }
            }
            for code in [1, 64, 65, 69, 70, 77, 78] {
                #expect(actions[code]?.hasPrefix("Fail") == true, "\(place): \(code)")
            }
            #expect([nil, "Count", "Ignore"].contains(actions[75]), "\(place)")
            #expect([nil, "Count", "Ignore"].contains(actions[143]), "\(place)")
        }
    }

    @Test func optionsAreThoseOfTheGate() async throws {
        for workload in try Self.workloads() {
            for container in workload.containers where container["image"]?.string?.contains("/blobgate:") == true {
                let words = (container["command"]?.strings ?? []) + (container["args"]?.strings ?? [])
                // Without a command, the image's entry point is blobgate.
                let start = words.firstIndex(of: "blobgate").map { $0 + 1 } ?? 0
                try await expectKnown(Array(words[start...]))
            }
        }
    }
}

/// `hooks/argocd`: the Job as an Argo CD hook, and its run.
@Suite struct ArgoTests {
    private let file = HookFile("argocd/blobgate-presync.yaml")

    @Test func bothObjectsAreHooksInOrder() throws {
        let waves = try ["ConfigMap", "Job"].map { kind in
            let annotations = try #require(try file.object(kind: kind).at("metadata", "annotations"))
            #expect(annotations["argocd.argoproj.io/hook"]?.string == "PreSync")
            #expect(annotations["argocd.argoproj.io/hook-delete-policy"]?.string == "BeforeHookCreation")
            return try #require(annotations["argocd.argoproj.io/sync-wave"]?.string.flatMap { Int($0) })
        }
        #expect(waves[0] < waves[1])
    }

    @Test func theVolumesMatchTheCommand() throws {
        let pod = try #require(try file.object(kind: "Job").at("spec", "template", "spec"))
        let container = try #require(pod["containers"]?.nodes.first)
        let mounts = Dictionary(
            uniqueKeysWithValues: (container["volumeMounts"]?.nodes ?? []).map {
                ($0["name"]?.string ?? "", $0["mountPath"]?.string ?? "")
            })
        let variables = Dictionary(
            uniqueKeysWithValues: (container["env"]?.nodes ?? []).map {
                ($0["name"]?.string ?? "", $0["value"]?.string ?? "")
            })
        #expect(variables["DOCKER_CONFIG"] == mounts["credentials"])
        #expect(variables["BLOBGATE_LEDGER"] == mounts["state"].map { "\($0)/ledger.sqlite" })
        let volumes = pod["volumes"]?.nodes ?? []
        let secret = volumes.first { $0["name"]?.string == "credentials" }?["secret"]
        let item = try #require(secret?["items"]?.nodes.first)
        #expect(item["key"]?.string == ".dockerconfigjson" && item["path"]?.string == "config.json")
        let map = volumes.first { $0["name"]?.string == "configuration" }?.at("configMap", "name")?.string
        #expect(try map == file.object(kind: "ConfigMap").at("metadata", "name")?.string)
        let data = Set(try file.object(kind: "ConfigMap")["data"]?.mapping?.keys.compactMap(\.string) ?? [])
        let read = (container["args"]?.strings ?? []).compactMap { argument in
            argument.split(separator: "=").last.flatMap {
                $0.hasPrefix("/etc/blobgate/") ? String($0.dropFirst(14)) : nil
            }
        }
        #expect(Set(read) == data)
    }

    /// The container's own command, with its folders in a home.
    @Test(arguments: [ExitCode.verified, .refused, .undecided, .credentials]) func theJobRuns(_ expected: ExitCode)
        async throws
    {
        try await Scene.run { scene in
            let map = try file.object(kind: "ConfigMap")
            let list = try #require(map.at("data", "images.txt")?.string)
            let example = try #require(map.at("data", "blobgate.yaml")?.string)
            // The gate must be able to read the example; no requests are sent to its addresses.
            try scene.home.write("example/blobgate.yaml", example)
            let backends = try await scene.run("blobgate check --config example/blobgate.yaml 'Not a reference'")
            #expect(backends.status == 65, "\(backends)")
            #expect(list.split(separator: "\n").allSatisfy { $0.hasPrefix("registry.example.org/") })

            switch expected {
            case .refused: scene.spoil()
            case .undecided: try scene.unplug()
            case .credentials: scene.registry.access = .basic(user: "me", password: "right")
            default: break
            }
            let container = try #require(
                try file.object(kind: "Job").at("spec", "template", "spec", "containers")?.nodes.first)
            let words = (container["command"]?.strings ?? []) + (container["args"]?.strings ?? [])
            let line = words.map { "'\($0.replacing("/etc/blobgate/", with: "\(scene.home.directory.path)/"))'" }
            let environment = ["BLOBGATE_LEDGER": scene.home.path("ledger.sqlite"), "DOCKER_CONFIG": "/nowhere"]
            let result = try await scene.run(line.joined(separator: " "), environment)
            #expect(result.status == expected.rawValue, "\(result)")
        }
    }
}
