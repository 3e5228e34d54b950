import OCI
import Record
import Release
import Testing

/// Custom resources whose images the object names, or somebody else chooses.
@Suite struct KindTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        /// The images, each with its field.
        let found: [String]
        /// What the notices say.
        let notices: [String]

        init(_ name: String, _ text: String, found: [String] = [], notices: [String] = []) {
            (self.name, self.text, self.found, self.notices) = (name, text, found, notices)
        }

        var testDescription: String { name }
    }

    private static func chosen(_ list: String, isOne: Bool = true) -> String {
        "web.yaml: not checked because the cluster chooses the \(isOne ? "image" : "images"): \(list); add what it pulls "
            + "to release.also"
    }

    static let operators = [
        Case(
            "ECK takes its image from the version",
            """
            apiVersion: elasticsearch.k8s.elastic.co/v1
            kind: Elasticsearch
            metadata: {name: es, namespace: prod}
            spec: {version: 9.5.1}
            ---
            apiVersion: kibana.k8s.elastic.co/v1
            kind: Kibana
            metadata: {name: kb}
            spec: {version: 9.5.1, image: r.example/kibana:9.5.1}
            ---
            apiVersion: autoops.k8s.elastic.co/v1alpha1
            kind: AutoOpsAgentPolicy
            metadata: {name: ao}
            spec: {image: ' '}
            """,
            found: ["r.example/kibana:9.5.1 spec.image"],
            notices: [
                chosen(
                    "Elasticsearch prod/es (version 9.5.1, by the ECK operator), AutoOpsAgentPolicy ao (by the ECK operator)",
                    isOne: false)
            ]),
        Case(
            "Strimzi, part by part",
            """
            apiVersion: kafka.strimzi.io/v1
            kind: Kafka
            metadata: {name: k}
            spec:
              kafka: {version: 4.0.0}
              entityOperator: {topicOperator: {}, userOperator: {image: r.example/user:1}}
            """,
            found: ["r.example/user:1 spec.entityOperator.userOperator.image"],
            notices: [
                chosen(
                    "Kafka k: spec.kafka.image, spec.entityOperator.topicOperator.image (version 4.0.0, by Strimzi)")
            ]),
        Case(
            "an image that Strimzi builds, and one that a pod template names",
            """
            apiVersion: kafka.strimzi.io/v1
            kind: KafkaConnect
            metadata: {name: c}
            spec: {version: 4.0.0, build: {output: {type: docker, image: r.example/built:1}}}
            ---
            apiVersion: postgresql.cnpg.io/v1
            kind: Pooler
            metadata: {name: p}
            spec: {pgbouncer: {}, template: {spec: {containers: [{name: pgbouncer, image: r.example/bouncer:1}]}}}
            ---
            apiVersion: postgresql.cnpg.io/v1
            kind: Pooler
            metadata: {name: q}
            spec: {pgbouncer: {poolMode: session}}
            """,
            found: ["r.example/bouncer:1 container pgbouncer"],
            notices: [
                chosen(
                    "KafkaConnect c (output.image r.example/built:1, by Strimzi), Pooler q (by CloudNativePG)",
                    isOne: false)
            ]),
        Case(
            "the Prometheus operator adds a container of its own",
            """
            apiVersion: monitoring.coreos.com/v1
            kind: Prometheus
            metadata: {name: k8s}
            spec: {image: r.example/prometheus:3, version: v3.1.0}
            ---
            apiVersion: monitoring.coreos.com/v1
            kind: Alertmanager
            metadata: {name: old}
            spec: {baseImage: r.example/alertmanager, version: v0.25.0, tag: v0.26.0}
            ---
            apiVersion: monitoring.coreos.com/v1
            kind: ThanosRuler
            metadata: {name: t}
            spec: {version: v0.30.0}
            """,
            found: ["r.example/prometheus:3 spec.image", "r.example/alertmanager:v0.26.0 spec.baseImage"],
            notices: [
                chosen(
                    "Prometheus k8s: the config reloader (by the Prometheus operator), "
                        + "Alertmanager old: the config reloader (by the Prometheus operator), "
                        + "ThanosRuler t: spec.image, the config reloader (version v0.30.0, by the Prometheus operator)",
                    isOne: false)
            ]),
        Case(
            "a part that is turned off",
            """
            apiVersion: pxc.percona.com/v1
            kind: PerconaXtraDBCluster
            metadata: {name: c}
            spec:
              pxc: {image: r.example/pxc:8}
              proxysql: {enabled: false, image: r.example/proxysql:2}
            """,
            found: ["r.example/pxc:8 spec.pxc.image"],
            notices: [
                "web.yaml: not checked because it is turned off (enabled: false): "
                    + "PerconaXtraDBCluster:spec.proxysql.image"
            ]),
        Case(
            "repository and tag, and a version that is a reference",
            """
            apiVersion: operator.victoriametrics.com/v1beta1
            kind: VMSingle
            metadata: {name: v}
            spec: {image: {repository: r.example/vm, tag: v1}}
            ---
            apiVersion: grafana.integreatly.org/v1beta1
            kind: Grafana
            metadata: {name: g}
            spec: {version: r.example/grafana@sha256:\(String(repeating: "ab", count: 32))}
            ---
            apiVersion: grafana.integreatly.org/v1beta1
            kind: Grafana
            metadata: {name: h}
            spec: {version: 11.3.0}
            """,
            found: [
                "r.example/vm:v1 spec.image",
                "r.example/grafana@sha256:\(String(repeating: "ab", count: 32)) spec.version",
            ],
            notices: [chosen("Grafana h (version 11.3.0, by the Grafana operator)")]),
        Case(
            "a catalog picks the operator",
            """
            apiVersion: operators.coreos.com/v1alpha1
            kind: CatalogSource
            metadata: {name: c}
            spec: {sourceType: grpc, image: r.example/index:1}
            ---
            apiVersion: operators.coreos.com/v1alpha1
            kind: Subscription
            metadata: {name: etcd, namespace: o}
            spec: {channel: stable, name: etcd}
            """,
            found: ["r.example/index:1 spec.image"],
            notices: [
                chosen("Subscription o/etcd: the operator's images (channel stable, by the operator catalog)")
            ]),
        Case(
            "an operator's related images, of which it starts some",
            """
            apiVersion: operators.coreos.com/v1alpha1
            kind: ClusterServiceVersion
            metadata: {name: op}
            spec:
              relatedImages: [{name: op, image: r.example/op:1}, {name: db, image: r.example/db:1}]
              install: {spec: {deployments: [{name: op, spec: {template: {spec: {containers: [
                {name: op, image: r.example/op:1}]}}}}]}}
            """,
            found: ["r.example/op:1 container op"],
            notices: [
                "web.yaml: not checked because it appears only in arguments, variables, a ConfigMap or relatedImages: "
                    + "r.example/db:1; if the release starts it, add it to release.also"
            ]),
        Case(
            "packages that a package depends on",
            """
            apiVersion: meta.pkg.crossplane.io/v1
            kind: Configuration
            metadata: {name: c}
            spec: {dependsOn: [{provider: r.example/aws, version: '>=v1'}, {function: r.example/f, version: v2}]}
            """,
            notices: [
                chosen("Configuration c: r.example/aws >=v1, r.example/f v2 (by Crossplane)")
            ]),
        Case(
            "the image of a major version from a catalog in the input",
            """
            apiVersion: postgresql.cnpg.io/v1
            kind: Cluster
            metadata: {name: a, namespace: d}
            spec: {imageCatalogRef: {kind: ClusterImageCatalog, name: pg, major: 17}}
            ---
            apiVersion: postgresql.cnpg.io/v1
            kind: ClusterImageCatalog
            metadata: {name: pg}
            spec: {images: [{major: 16, image: r.example/pg:16}, {major: 17, image: r.example/pg:17}]}
            ---
            apiVersion: postgresql.cnpg.io/v1
            kind: Cluster
            metadata: {name: b, namespace: d}
            spec: {imageCatalogRef: {kind: ImageCatalog, name: own, major: 15}}
            ---
            apiVersion: postgresql.cnpg.io/v1
            kind: Cluster
            metadata: {name: c, namespace: d}
            spec: {instances: 3}
            """,
            found: ["r.example/pg:17 spec.imageCatalogRef"],
            notices: [
                chosen(
                    "Cluster d/c (by CloudNativePG), "
                        + "Cluster d/b: spec.imageName (major version 15 of catalog d/own, by CloudNativePG)",
                    isOne: false),
                "web.yaml: of a catalog, only the images that clusters in this input use are checked: "
                    + "ClusterImageCatalog pg",
            ]),
    ]

    @Test("what is not named is noted, with what decides it", arguments: operators)
    func whatIsChosenIsNoted(_ input: Case) throws { try check(input) }

    static let references = [
        Case(
            "tasks that a resolver of Tekton fetches",
            """
            apiVersion: tekton.dev/v1
            kind: PipelineRun
            metadata: {name: pr}
            spec:
              pipelineSpec:
                tasks:
                  - name: a
                    taskRef:
                      resolver: git
                      params: [{name: url, value: 'https://git.example/x'}, {name: pathInRepo, value: t.yaml}, {name: token, value: s}]
                  - {name: b, taskRef: {resolver: cluster}}
                  - name: c
                    taskRef: {resolver: bundles, params: [{name: bundle, value: 'r.example/b:1'}]}
            ---
            apiVersion: tekton.dev/v1
            kind: TaskRun
            metadata: {name: tr}
            spec: {taskRef: {resolver: hub, params: [{name: name, value: git-clone}, {name: version, value: '0.6'}]}}
            """,
            found: ["r.example/b:1 spec.pipelineSpec.tasks[].taskRef bundle"],
            notices: [
                chosen(
                    "PipelineRun pr: taskRef (url https://git.example/x, pathInRepo t.yaml, by Tekton's git resolver), "
                        + "PipelineRun pr: taskRef (by Tekton's cluster resolver), TaskRun tr: taskRef (name git-clone, "
                        + "version 0.6, by Tekton's hub resolver)", isOne: false)
            ]),
        Case(
            "the VDDK of CDI, in both kinds",
            """
            apiVersion: cdi.kubevirt.io/v1beta1
            kind: DataVolume
            metadata: {name: dv}
            spec: {source: {vddk: {url: 'https://vcenter.example', initImageURL: 'r.example/vddk:1'}}}
            ---
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: vm}
            spec: {dataVolumeTemplates: [{spec: {source: {vddk: {initImageURL: 'r.example/vddk:2'}}}}]}
            ---
            apiVersion: cdi.kubevirt.io/v1beta1
            kind: DataVolume
            metadata: {name: other}
            spec: {source: {vddk: {url: 'https://vcenter.example'}}}
            """,
            found: [
                "r.example/vddk:1 spec.source.vddk.initImageURL",
                "r.example/vddk:2 spec.dataVolumeTemplates[].spec.source.vddk.initImageURL",
            ], notices: [chosen("DataVolume other (by CDI (v2v-vmware))")]),
        Case(
            "runtimes of KServe",
            """
            apiVersion: serving.kserve.io/v1beta1
            kind: InferenceService
            metadata: {name: old}
            spec: {predictor: {sklearn: {storageUri: 'gs://a/b'}}}
            ---
            apiVersion: serving.kserve.io/v1beta1
            kind: InferenceService
            metadata: {name: own}
            spec: {predictor: {triton: {image: 'r.example/triton:1'}}}
            ---
            apiVersion: serving.kserve.io/v1alpha1
            kind: LLMInferenceService
            metadata: {name: llm}
            spec: {model: {uri: 'oci://r.example/model:1'}, baseRefs: [{name: base}]}
            """,
            found: ["r.example/triton:1 spec.predictor.triton.image", "r.example/model:1 spec.model.uri"],
            notices: [
                chosen(
                    "InferenceService old: spec.predictor.sklearn.image (by KServe), LLMInferenceService llm: the images of its "
                        + "configuration (name base, by KServe)", isOne: false)
            ]),
    ]

    @Test("what an object refers to is read or noted", arguments: references)
    func referencesAreRead(input: Case) throws { try check(input) }

    @Test(
        "charts and manifests that the cluster renders are noted",
        arguments: [
            ("helm.fluxcd.io/v1", "HelmRelease"), ("fleet.cattle.io/v1alpha1", "GitRepo"),
            ("helm.crossplane.io/v1beta1", "Release"), ("addons.cluster.x-k8s.io/v1alpha1", "HelmChartProxy"),
        ])
    func renderedByCluster(version: String, kind: String) throws {
        let text = "{apiVersion: \(version), kind: \(kind), metadata: {name: x}, spec: {chart: {git: g}}}\n"
        #expect(
            try read(text).notices == [
                "web.yaml: not checked because the cluster renders it into other objects: \(kind) x; pass the chart or manifests too"
            ])
    }

    static let unknown = [
        Case(
            "fields that look like images",
            """
            apiVersion: example.org/v1
            kind: App
            metadata: {name: a}
            spec:
              image: nginx
              proxyImage: r.example/proxy
              imageName: r.example/a:1
              images: [r.example/b:1, r.example/c:1]
              sidecar: {repository: r.example/d, tag: v1}
              source: {repository: "https://git.example/app", tag: v1}
              job: {image: {name: r.example/e:1, pullPolicy: Always}}
              selector: {matchLabels: {sidecar.istio.io/inject: 'true'}}
              volumes: [{image: {reference: r.example/volume:1}}]
              logo: {imagePullPolicy: Always, osImage: Linux 6}
            """,
            found: ["r.example/volume:1 image volume "],
            notices: [
                "web.yaml: not checked because nothing marks them as images: App:spec.image, App:spec.proxyImage, "
                    + "App:spec.imageName, App:spec.images[], App:spec.sidecar.repository, App:spec.job.image.name; use "
                    + "--image-path KIND:PATH to mark them"
            ]),
        Case(
            "images by name, in a group that ends like those of Kubernetes",
            """
            apiVersion: apps.kruise.k8s.io/v1
            kind: Pull
            metadata: {name: a}
            spec: {images: {web: r.example/w:1, db: r.example/d:1}}
            """,
            notices: [
                "web.yaml: not checked because nothing marks them as images: Pull:spec.images.web, Pull:spec.images.db; "
                    + "use --image-path KIND:PATH to mark them"
            ]),
    ]

    @Test("a field that looks like an image never vanishes", arguments: unknown)
    func unknownKindsAreNoted(_ input: Case) throws {
        let pod = "\n---\n{apiVersion: v1, kind: Pod, spec: {containers: [{name: p, image: r.example/pod:1}]}}\n"
        let found = input.found + ["r.example/pod:1 container p"]
        try check(Case(input.name, input.text + pod, found: found, notices: input.notices))
    }

    @Test("an input without images is no mistake if the cluster chooses them and another input names them")
    func anInputWithoutImages() throws {
        let reading = try read("{apiVersion: beat.k8s.elastic.co/v1, kind: Beat, spec: {version: 9.1.0}}\n")
        #expect(reading.uses.isEmpty)
        #expect(reading.notices == [Self.chosen("Beat (version 9.1.0, by the ECK operator)")])
        let message =
            "web.yaml: one object, but no image; not checked because the cluster chooses the image: Beat "
            + "(version 9.1.0, by the ECK operator); add what it pulls to release.also"
        let alone = try #require(throws: InputError.self) { try reading.withImages() }
        #expect(alone.description == message)
        var gatherer = ReleaseGatherer()
        gatherer.add(reading)
        #expect(try #require(throws: InputError.self) { try gatherer.result() }.description == message)
        let others = try ReleaseReader.fromArguments(["r.example/beat:9.1.0"])
        #expect(try gatherer.result(besides: others).notices.count == 1)
        gatherer.add(InputReading(uses: others))
        #expect(try gatherer.result().uses.count == 1)
    }

    /// Compares the images and notices of a text.
    private func check(_ input: Case) throws {
        let reading = try read(input.text)
        let found = reading.uses.flatMap { use in
            use.origins.map { "\(use.reference.original) \($0.place?.field ?? "")" }
        }
        #expect(found == input.found)
        #expect(reading.notices == input.notices)
    }
}
