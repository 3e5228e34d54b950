import OCI
import Release
import Testing

/// OCI artifacts that controllers and nodes pull, and containers that webhooks add.
@Suite struct ArtifactTests {
    private static let digest = "sha256:" + String(repeating: "ab", count: 32)

    static let pulled: [(text: String, found: [String])] = [
        (
            "{apiVersion: pkg.crossplane.io/v1, kind: Provider, spec: {package: 'r.example/org/aws:v1.2.3'}}",
            ["r.example/org/aws:v1.2.3"]
        ),
        (
            "{apiVersion: pkg.crossplane.io/v1beta1, kind: Function, spec: {package: 'r.example/org/f:v1'}}",
            ["r.example/org/f:v1"]
        ),
        (
            "{apiVersion: source.toolkit.fluxcd.io/v1, kind: OCIRepository, spec: {url: 'oci://r.example/m', ref: {tag: 6.1.5}}}",
            ["r.example/m:6.1.5"]
        ),
        (
            "{apiVersion: source.toolkit.fluxcd.io/v1, kind: OCIRepository, "
                + "spec: {url: 'oci://r.example/m', ref: {tag: a, digest: '\(digest)'}}}", ["r.example/m@\(digest)"]
        ),
        (
            "{apiVersion: source.toolkit.fluxcd.io/v1, kind: OCIRepository, spec: {url: 'oci://r.example/m'}}",
            ["r.example/m"]
        ),
        (
            "{apiVersion: extensions.istio.io/v1alpha1, kind: WasmPlugin, spec: {url: 'oci://r.example/auth:1.2'}}",
            ["r.example/auth:1.2"]
        ),
        (
            "{apiVersion: extensions.istio.io/v1alpha1, kind: WasmPlugin, spec: {url: 'r.example/auth:1.3'}}",
            ["r.example/auth:1.3"]
        ),
        (
            "{apiVersion: extensions.istio.io/v1alpha1, kind: WasmPlugin, spec: {url: 'https://r.example/auth.wasm'}}",
            []
        ),
        (
            "{apiVersion: cdi.kubevirt.io/v1beta1, kind: DataVolume, "
                + "spec: {source: {registry: {url: 'docker://r.example/fedora:40'}}}}", ["r.example/fedora:40"]
        ),
        (
            "{apiVersion: kubevirt.io/v1, kind: VirtualMachine, "
                + "spec: {dataVolumeTemplates: [{spec: {source: {registry: {url: 'docker://r.example/disk:1'}}}}]}}",
            ["r.example/disk:1"]
        ),
        (
            "{apiVersion: serving.kserve.io/v1beta1, kind: InferenceService, "
                + "spec: {predictor: {model: {storageUri: 'oci://r.example/model:1'}}}}", ["r.example/model:1"]
        ),
        (
            "{apiVersion: tekton.dev/v1, kind: TaskRun, spec: {taskRef: {resolver: bundles, "
                + "params: [{name: bundle, value: 'r.example/tasks:1'}, {name: name, value: t}]}}}",
            ["r.example/tasks:1"]
        ),
        (
            "{apiVersion: tekton.dev/v1beta1, kind: PipelineRun, "
                + "spec: {pipelineRef: {name: p, bundle: 'r.example/pipelines:2'}}}", ["r.example/pipelines:2"]
        ),
        (
            "{apiVersion: policies.kubewarden.io/v1, kind: ClusterAdmissionPolicyGroup, "
                + "spec: {policies: {a: {module: 'registry://r.example/a:v1'}, b: {module: 'r.example/b:v2'}}}}",
            ["r.example/a:v1", "r.example/b:v2"]
        ),
        (
            "{apiVersion: argoproj.io/v1alpha1, kind: Application, "
                + "spec: {source: {repoURL: 'oci://r.example/charts/app', targetRevision: 1.0.0}}}",
            ["r.example/charts/app:1.0.0"]
        ),
        (
            "{apiVersion: argoproj.io/v1alpha1, kind: Application, "
                + "spec: {sources: [{repoURL: r.example/charts, chart: app, targetRevision: 1.0.0+b}, "
                + "{repoURL: 'https://git.example/app.git', targetRevision: v1}]}}", ["r.example/charts/app:1.0.0_b"]
        ),
        ("{apiVersion: example.org/v1, kind: Any, spec: {from: 'oci://r.example/x:1'}}", ["r.example/x:1"]),
    ]

    @Test("an artifact that is pulled counts as an image", arguments: pulled)
    func artifactsAreTaken(_ input: (text: String, found: [String])) throws {
        let pod = "\n---\n{apiVersion: v1, kind: Pod, spec: {containers: [{name: p, image: r.example/pod:1}]}}\n"
        let found = try read(input.text + pod).uses.map(\.reference.original)
        #expect(found == input.found + ["r.example/pod:1"])
    }

    @Test("a chart from an OCI repository that another object describes is taken if its version is exact")
    func chartsOfFlux() throws {
        let release = { (name: String, version: String, repository: String) in
            """
            ---
            apiVersion: helm.toolkit.fluxcd.io/v2
            kind: HelmRelease
            metadata: {name: \(name), namespace: n}
            spec: {chart: {spec: {chart: \(name), version: '\(version)', sourceRef: {kind: HelmRepository, name: \(repository)}}}}

            """
        }
        let repository = { (name: String, url: String) in
            "---\n{apiVersion: source.toolkit.fluxcd.io/v1, kind: HelmRepository, metadata: {name: \(name), namespace: n}, "
                + "spec: {url: '\(url)'}}\n"
        }
        let reading = try read(
            release("web", "6.1.5", "oci") + release("db", "6.x", "oci") + release("old", "1.0.0", "http")
                + repository("oci", "oci://r.example/charts") + repository("http", "https://charts.example"))
        #expect(reading.uses.map(\.reference.original) == ["r.example/charts/web:6.1.5"])
        #expect(
            reading.notices.first == "web.yaml: not checked because the cluster chooses the image: "
                + "HelmRelease n/db: r.example/charts/db (version 6.x, by Flux); add what it pulls to release.also")
    }

    @Test("a range of versions and a package without a registry are noted")
    func whatFloatsIsNoted() throws {
        let text = """
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: OCIRepository
            metadata: {name: m, namespace: n}
            spec: {url: "oci://r.example/m", ref: {semver: ">=6.1.0"}}
            ---
            apiVersion: pkg.crossplane.io/v1
            kind: Configuration
            metadata: {name: c}
            spec: {package: "org/platform:v1"}
            """
        #expect(
            try read(text).notices == [
                "web.yaml: not checked because the cluster chooses the images: OCIRepository n/m: r.example/m "
                    + "(semver >=6.1.0, by Flux), Configuration c (package org/platform:v1 without a registry, by "
                    + "Crossplane); add what it pulls to release.also"
            ])
    }

    private static func pod(_ metadata: String) -> String {
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p, \(metadata)}\n"
            + "spec: {containers: [{name: a, image: r.example/a:1}]}\n"
    }

    static let pods: [(metadata: String, found: [String], injected: String?)] = [
        ("annotations: {vault.hashicorp.com/agent-inject: 'true'}", [], "the Vault agent (AGENT_INJECT_VAULT_IMAGE)"),
        ("annotations: {vault.hashicorp.com/agent-inject: 'false'}", [], nil),
        (
            "annotations: {vault.hashicorp.com/agent-inject: 'true', vault.hashicorp.com/agent-image: r.example/vault:1}",
            ["r.example/vault:1"], nil
        ),
        (
            "labels: {sidecar.istio.io/inject: 'true'}, annotations: {sidecar.istio.io/proxyImage: r.example/proxy:1}",
            ["r.example/proxy:1"], nil
        ),
        ("annotations: {sidecar.istio.io/inject: 'true', sidecar.istio.io/proxyImage: proxyv3}", [], "the Istio proxy"),
        ("annotations: {linkerd.io/inject: enabled}", [], "the Linkerd proxy"),
        (
            "annotations: {linkerd.io/inject: enabled, config.linkerd.io/proxy-image: r.example/l, "
                + "config.linkerd.io/proxy-version: v2}", ["r.example/l:v2"], nil
        ),
        ("annotations: {dapr.io/enabled: 'true', dapr.io/sidecar-image: r.example/dapr:1}", ["r.example/dapr:1"], nil),
        (
            "annotations: {admission.datadoghq.com/java-lib.custom-image: r.example/dd:1}", ["r.example/dd:1"], nil
        ),
        (
            "annotations: {instrumentation.opentelemetry.io/inject-java: 'true'}", [],
            "the OpenTelemetry instrumentation"
        ),
    ]

    @Test("a sidecar is taken where the pod names its image, and noted otherwise", arguments: pods)
    func sidecars(_ input: (metadata: String, found: [String], injected: String?)) throws {
        let reading = try read(Self.pod(input.metadata))
        #expect(reading.uses.map(\.reference.original) == input.found + ["r.example/a:1"])
        #expect(
            reading.notices
                == (input.injected.map {
                    ["web.yaml: not checked because an injector sets the image: \($0) of Pod p; add it to release.also"]
                } ?? []))
    }

    @Test("a namespace that injects a sidecar into its pods is noted")
    func aNamespaceThatInjects() throws {
        let text =
            "{apiVersion: v1, kind: Namespace, metadata: {name: prod, labels: {istio-injection: enabled}}}\n---\n"
            + Self.pod("labels: {app: a}")
        #expect(
            try read(text).notices == [
                "web.yaml: not checked because an injector sets the image: the Istio proxy of Namespace prod; add it to "
                    + "release.also"
            ])
    }
}
