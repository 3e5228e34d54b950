import OCI
import Record
import Release
import Testing

/// Which images are found in manifests, and their reported locations.
@Suite struct ManifestTests {
    @Test func everyContainerOfAPodIsFound() throws {
        let text = """
            # a release
            ---
            # Source: web/templates/deployment.yaml
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: prod}
            spec:
              template:
                spec:
                  initContainers:
                  - name: setup
                    image: r.example/setup:1
                  containers:
                  - name: app
                    imagePullPolicy: Always
                    image: "r.example/app:2"
                  - image: >-
                      r.example/sidecar:3
                  ephemeralContainers:
                  - {name: debug, image: r.example/debug:4}
                  volumes:
                  - name: data
                    image: {reference: r.example/data:5, pullPolicy: Never}
                  - name: disk
                    rbd: {image: r.example/none:1, monitors: []}
            """
        let place = "document 1, Deployment prod/web"
        let template = "from web/templates/deployment.yaml"
        #expect(
            try shown(text) == [
                "r.example/setup:1 <- web.yaml:12 (\(place), init container setup, \(template))",
                "r.example/app:2 <- web.yaml:16 (\(place), container app, \(template))",
                "r.example/sidecar:3 <- web.yaml:17 (\(place), container 2, \(template))",
                "r.example/debug:4 <- web.yaml:20 (\(place), ephemeral container debug, \(template))",
                "r.example/data:5 <- web.yaml:23 (\(place), image volume data, \(template))",
            ])
        let policies = try read(text).uses.flatMap(\.origins).map(\.place?.pullPolicy)
        #expect(policies == [nil, "Always", nil, nil, "Never"])
    }

    struct Shape: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let found: [String]

        init(_ name: String, _ text: String, _ found: [String]) {
            (self.name, self.text, self.found) = (name, text, found)
        }

        var testDescription: String { name }
    }

    static let shapes = [
        Shape(
            "a CronJob",
            """
            {apiVersion: batch/v1, kind: CronJob, metadata: {name: night}, spec: {jobTemplate: {spec: {template: {spec: {
              containers: [{name: a, image: "r.example/a:1"}]}}}}}}
            """, ["r.example/a:1 container a"]),
        Shape(
            "a List, and a typed list whose items have no kind",
            """
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a, image: r.example/a:1}]}}
            - {apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {image: r.example/none:1}}
            ---
            apiVersion: v1
            kind: PodList
            items:
            - {metadata: {name: q}, spec: {containers: [{name: b, image: r.example/b:1}]}}
            """, ["r.example/a:1 container a", "r.example/b:1 container b"]),
        Shape(
            "Argo Workflows",
            """
            apiVersion: argoproj.io/v1alpha1
            kind: WorkflowTemplate
            metadata: {name: w}
            spec:
              templates:
              - name: one
                container: {image: r.example/a:1, args: [x]}
                sidecars: [{name: s, image: r.example/s:1}]
                initContainers: [{name: i, image: r.example/i:1}]
              - name: two
                script: {image: r.example/b:1, source: "echo image: none"}
              - name: three
                containerSet: {containers: [{name: c, image: r.example/c:1}]}
              - name: four
                steps: [[{name: first, template: one}]]
            """,
            [
                "r.example/a:1 spec.templates[].container", "r.example/s:1 sidecar s", "r.example/i:1 init container i",
                "r.example/b:1 spec.templates[].script", "r.example/c:1 container c",
            ]),
        Shape(
            "Argo Rollouts: its steps are not Tekton's",
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Rollout
            metadata: {name: r}
            spec:
              strategy: {canary: {steps: [{setWeight: 20}, {pause: {}}]}}
              template: {spec: {containers: [{name: a, image: r.example/a:1}]}}
            """, ["r.example/a:1 container a"]),
        Shape(
            "Tekton",
            """
            apiVersion: tekton.dev/v1
            kind: Pipeline
            metadata: {name: t}
            spec:
              tasks:
              - name: build
                taskSpec:
                  stepTemplate: {image: r.example/t:1}
                  steps: [{name: go, image: r.example/a:1}, {name: again, ref: {name: x}}]
                  sidecars: [{name: db, image: r.example/db:1}]
            """,
            [
                "r.example/t:1 spec.tasks[].taskSpec.stepTemplate", "r.example/a:1 step go",
                "r.example/db:1 sidecar db",
            ]),
        Shape(
            "a step that Tekton's tasks refer to",
            "{apiVersion: tekton.dev/v1beta1, kind: StepAction, metadata: {name: s}, spec: {image: r.example/s:1}}\n",
            ["r.example/s:1 spec.image"]),
        Shape(
            "Knative and KEDA",
            """
            apiVersion: serving.knative.dev/v1
            kind: Service
            metadata: {name: k}
            spec: {template: {spec: {containers: [{image: r.example/k:1}]}}}
            ---
            apiVersion: keda.sh/v1alpha1
            kind: ScaledJob
            metadata: {name: j}
            spec: {jobTargetRef: {template: {spec: {containers: [{name: j, image: r.example/j:1}]}}}}
            """, ["r.example/k:1 container 1", "r.example/j:1 container j"]),
        Shape(
            "the Prometheus operator: a container without image is a patch",
            """
            apiVersion: monitoring.coreos.com/v1
            kind: Prometheus
            metadata: {name: k8s}
            spec:
              image: r.example/prometheus:3
              thanos: {image: r.example/thanos:1}
              containers: [{name: config-reloader, resources: {}}, {name: proxy, image: r.example/proxy:1}]
            """,
            [
                "r.example/prometheus:3 spec.image", "r.example/thanos:1 spec.thanos.image",
                "r.example/proxy:1 container proxy",
            ]),
        Shape(
            "the proxy image in an annotation",
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: w, annotations: {sidecar.istio.io/proxyImage: r.example/none:1}}
            spec:
              template:
                metadata: {annotations: {sidecar.istio.io/proxyImage: r.example/proxy:1}}
                spec: {containers: [{name: a, image: r.example/a:1}]}
            """, ["r.example/proxy:1 annotation sidecar.istio.io/proxyImage", "r.example/a:1 container a"]),
        Shape(
            "kinds of operators",
            """
            {apiVersion: kafka.strimzi.io/v1, kind: Kafka, spec: {kafka: {image: r.example/k:1}, entityOperator: {}}}
            ---
            {apiVersion: minio.min.io/v2, kind: Tenant, spec: {image: r.example/m:1, subPath: r.example/none}}
            ---
            {apiVersion: beat.k8s.elastic.co/v1, kind: Beat, spec: {image: r.example/b:1}}
            ---
            {apiVersion: hypershift.openshift.io/v1beta1, kind: NodePool, spec: {release: {image: r.example/o:1}}}
            ---
            {apiVersion: k8s.mariadb.com/v1alpha1, kind: MariaDB, spec: {image: r.example/d:1}}
            ---
            {apiVersion: openfaas.com/v1, kind: Function, spec: {image: r.example/f:1}}
            """,
            [
                "r.example/k:1 spec.kafka.image", "r.example/m:1 spec.image", "r.example/b:1 spec.image",
                "r.example/o:1 spec.release.image", "r.example/d:1 spec.image", "r.example/f:1 spec.image",
            ]),
        Shape(
            "an operator's related images",
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: o}
            spec:
              template:
                spec:
                  containers:
                  - name: op
                    image: r.example/op:1
                    env:
                    - {name: RELATED_IMAGE_DB, value: r.example/db:1}
                    - {name: RELATED_IMAGE_OFF, value: ""}
                    - {name: OTHER, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
            """, ["r.example/op:1 container op", "r.example/db:1 container op, RELATED_IMAGE_DB"]),
        Shape(
            "anchors, aliases and merges",
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: p}
            x-base: &base {image: r.example/base:1, imagePullPolicy: Always}
            x-name: &name r.example/b:1
            x-other: &other {image: r.example/none:1, stdin: true}
            spec:
              containers:
              - {<<: *base, name: a}
              - {name: b, image: *name}
              - <<: [*base, *other]
                name: c
                image: r.example/c:1
            """, ["r.example/base:1 container a", "r.example/b:1 container b", "r.example/c:1 container c"]),
        Shape(
            "not an image",
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: x}
            spec: {versions: [{schema: {openAPIV3Schema: {properties: {containers: [{image: {type: string}}]}}}}]}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: s}
            stringData: {containers: "[{image: r.example/none:1}]"}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: i, annotations: {image: r.example/none:2}}
            spec: {icon: {image: r.example/none:3}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: p, managedFields: [{containers: [{image: r.example/none:4}]}]}
            spec: {containers: [{name: a, image: r.example/a:1}]}
            status: {containers: [{image: r.example/none:5}]}
            """, ["r.example/a:1 container a"]),
    ]

    @Test(arguments: shapes) func imagesAreFoundByShape(shape: Shape) throws {
        let found = try read(shape.text).uses.flatMap { use in
            use.origins.map { "\(use.reference.original) \($0.place?.field ?? "")" }
        }
        #expect(found == shape.found)
    }

    @Test func anImageInManyPlacesIsOneUse() throws {
        let text = """
            {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [
            {name: a, image: nginx}, {name: b, image: "docker.io/library/nginx:latest"}]}}
            """
        let uses = try read(text).uses
        #expect(uses.map { $0.origins.map(\.number) } == [[2, 2]])
    }

    @Test func anEmbeddedManifestIsReported() throws {
        let text = """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: w}
            spec:
              templates:
              - container: {image: r.example/a:1}
              - resource:
                  action: create
                  manifest: |
                    apiVersion: v1
                    kind: Pod
                    spec: {containers: [{name: b, image: r.example/b:1}]}
            """
        let reading = try read(text)
        #expect(reading.uses.count == 1)
        #expect(
            reading.notices == [
                "web.yaml: not checked because it is a manifest embedded as text in another object: "
                    + "Workflow:spec.templates[].resource.manifest; pass it as a file too (-f)"
            ])
    }

    @Test func jsonHasLineNumbers() throws {
        let object = { (name: String, image: String) in
            "{\n\t\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"\(name)\",\"note\":\"\\ud83d\\ude00 {\\\"\"},\n"
                + "\t\"spec\": {\"containers\": [{\"name\":\"c\",\n\t\t\"image\": \"\(image)\"}]}\n}"
        }
        let text = object("p", "r.example/a:1") + "\n" + object("q", #"r.example\/b:1"#) + object("r", "r.example/c:1")
        #expect(
            try shown(text) == [
                "r.example/a:1 <- web.yaml:4 (document 1, Pod p, container c)",
                "r.example/b:1 <- web.yaml:9 (document 2, Pod q, container c)",
                "r.example/c:1 <- web.yaml:13 (document 3, Pod r, container c)",
            ])
        let lines = ["p", "q"].map { object($0, "r.example/\($0):1").filter { $0 != "\n" && $0 != "\t" } }
        #expect(try read(lines.joined(separator: "\n") + "\n").uses.map { $0.origins[0].number } == [1, 2])
    }

    @Test func byteOrderMarksLineEndsAndMarkersDoNotMatter() throws {
        let pod =
            "apiVersion: v1\nkind: Pod\nmetadata: {name: NAME}\nspec:\n  containers:\n  - image: r.example/NAME:1\n"
        let document = { (name: String) in pod.replacing("NAME", with: name) }
        let block = "---\nkind: ConfigMap\napiVersion: v1\ndata:\n  x: |\n    --- no marker\n     ---\n"
        let text =
            "\u{feff}" + document("a") + "--- # next\n" + document("b") + "...\n" + block + "---\n---\n" + document("c")
        let expected = [
            "r.example/a:1 <- web.yaml:6 (document 1, Pod a, container 1)",
            "r.example/b:1 <- web.yaml:13 (document 2, Pod b, container 1)",
            "r.example/c:1 <- web.yaml:29 (document 5, Pod c, container 1)",
        ]
        #expect(try shown(text) == expected)
        #expect(try shown(text.replacing("\n", with: "\r\n")) == expected)
        let directive = "%YAML 1.1\n---\n" + document("a") + "---\n" + document("b")
        #expect(
            try shown(directive) == [
                "r.example/a:1 <- web.yaml:8 (document 1, Pod a, container 1)",
                "r.example/b:1 <- web.yaml:15 (document 2, Pod b, container 1)",
            ])
    }

    @Test func imagePathsLeadToImages() throws {
        let text = """
            apiVersion: example.org/v1
            kind: MyJob
            metadata: {name: m}
            spec:
              runner: r.example/runner:1
              stages: [{parts: [{img: r.example/a:1}, {img: r.example/b:1}]}, {parts: []}]
              a.b: {c: r.example/c:1}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            data: {sidecar: r.example/sidecar:1}
            """
        let paths = [
            "MyJob:spec.runner", "MyJob:spec.stages[].parts[].img", #"MyJob:spec.a\.b.c"#, "ConfigMap:data.sidecar",
        ]
        #expect(
            try shown(text, paths: paths) == [
                "r.example/runner:1 <- web.yaml:5 (document 1, MyJob m, spec.runner)",
                "r.example/a:1 <- web.yaml:6 (document 1, MyJob m, spec.stages[].parts[].img)",
                "r.example/b:1 <- web.yaml:6 (document 1, MyJob m, spec.stages[].parts[].img)",
                #"r.example/c:1 <- web.yaml:7 (document 1, MyJob m, spec.a\\.b.c)"#,
                "r.example/sidecar:1 <- web.yaml:12 (document 2, ConfigMap settings, data.sidecar)",
            ])
        let idle = try read(text, paths: ["MyJob:spec.runner", "YourJob:spec.image"])
        #expect(
            idle.notices == [
                "web.yaml: not checked because it appears only in arguments, variables, a ConfigMap or relatedImages: "
                    + "r.example/sidecar:1; if the release starts it, add it to release.also",
                "web.yaml: --image-path YourJob:spec.image matches nothing here",
            ])
    }

    @Test(arguments: [
        ("spec.image", "it must start with the kind of the object and a colon"),
        ("my job:spec.image", "it must start with the kind of the object and a colon"),
        (":spec", "it must start with the kind of the object and a colon"), ("Job:", "a key is empty"),
        ("Job:spec..image", "a key is empty"), ("Job:[]", "a key is empty"),
        ("Job:spec[0].image", "brackets are allowed only as [] at the end of a key, for every element of a list"),
    ])
    func aWrongImagePathIsExplained(text: String, why: String) throws {
        let error = try #require(throws: ImagePathError.self) { try ImagePath(parsing: text) }
        #expect(
            error.description
                == "\"\(text)\" is not KIND:PATH: \(why); for example Prometheus:spec.image or MyJob:spec.steps[].image"
        )
    }
}

/// Reads a text as a manifest file.
func read(_ text: String, paths: [String] = []) throws -> InputReading {
    let paths = try paths.map { try ImagePath(parsing: $0) }
    return try ManifestReader.read(Array(text.utf8), source: .file("web.yaml"), imagePaths: paths)
}

/// `image <- place` for each place of each image in a text.
func shown(_ text: String, paths: [String] = []) throws -> [String] {
    try read(text, paths: paths).uses.flatMap { use in use.origins.map { "\(use.reference.original) <- \($0)" } }
}
