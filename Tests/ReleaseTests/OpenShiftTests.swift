import OCI
import Record
import Release
import Testing

/// Templates, image streams and triggers of OpenShift.
@Suite struct OpenShiftTests {
    private static func template(_ objects: String, _ parameters: String) -> String {
        """
        apiVersion: template.openshift.io/v1
        kind: Template
        metadata: {name: t}
        objects:
        \(objects)
        parameters:
        \(parameters)

        """
    }

    private static let pod =
        "- {apiVersion: v1, kind: Pod, metadata: {name: '${NAME}'}, spec: {containers: [{name: a, image: '${IMAGE}:${TAG}'}]}}"

    @Test("a template's own values are filled in, and a note says so")
    func parametersWithValues() throws {
        let reading = try read(
            Self.template(
                Self.pod,
                "- {name: NAME, value: web}\n- {name: IMAGE, value: r.example/web}\n- {name: TAG, value: '1.2', required: true}"
            ))
        #expect(
            reading.uses.flatMap { use in use.origins.map { "\(use.reference.original) \($0)" } } == [
                "r.example/web:1.2 web.yaml:5 (document 1, Pod web, container a)"
            ])
        #expect(
            reading.notices == [
                "web.yaml: parameters in images have the template's own values: Template t (IMAGE, TAG); if the deploy sets "
                    + "others, pass the output of oc process"
            ])
    }

    @Test("a whole value in double braces is filled in too, and old templates are read")
    func wholeValues() throws {
        let text = Self.template(
            "- {apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: '${{IMAGE}}'}]}}",
            "- {name: IMAGE, value: r.example/a:1}"
        ).replacing("template.openshift.io/v1", with: "v1")
        #expect(try read(text).uses.map(\.reference.original) == ["r.example/a:1"])
    }

    @Test(
        "a parameter without a value is a fault that names oc process",
        arguments: ["required: true", "value: ''", "generate: expression, from: '[a-z]{8}'"])
    func parametersWithoutValues(_ rest: String) throws {
        let error = try #require(throws: InputError.self) {
            try read(Self.template(Self.pod, "- {name: IMAGE, value: r.example/a}\n- {name: TAG, \(rest)}"))
        }
        #expect(
            error.description
                == "web.yaml:5 (document 1, Pod ${NAME}, container a): \"r.example/a:${TAG}\": the template parameter TAG has "
                + "no value; fill the template in (oc process --local -f FILE -p TAG=VALUE) and pass the output (-f -)")
    }

    /// A DeploymentConfig whose container gets its image from a stream.
    private static func config(_ image: String, automatic: Bool = true) -> String {
        """
        apiVersion: apps.openshift.io/v1
        kind: DeploymentConfig
        metadata: {name: web}
        spec:
          triggers:
          - {type: ConfigChange}
          - type: ImageChange
            imageChangeParams:
              automatic: \(automatic)
              containerNames: [web]
              from: {kind: ImageStreamTag, name: 'web:1'}
          template: {spec: {containers: [{name: web\(image)}, {name: proxy, image: r.example/proxy:1}]}}

        """
    }

    private static let stream =
        "---\n{apiVersion: image.openshift.io/v1, kind: ImageStream, metadata: {name: web}, "
        + "spec: {tags: [{name: '1', from: {kind: ImageStreamTag, name: first}}, "
        + "{name: first, from: {kind: DockerImage, name: r.example/web:1}}]}}\n"

    private static func streamNotice(_ text: String) -> String {
        "web.yaml: not checked because the cluster takes the image from an image stream: \(text); pass the ImageStream too, "
            + "or add the image to release.also"
    }

    @Test(
        "an image under a trigger comes from the stream, whatever the container says",
        arguments: ["", ", image: ' '", ", image: ''", ", image: r.example/other:1"])
    func triggersOfADeploymentConfig(_ image: String) throws {
        let alone = try read(Self.config(image))
        #expect(alone.uses.map(\.reference.original) == ["r.example/proxy:1"])
        #expect(alone.notices == [Self.streamNotice("DeploymentConfig web, container web (web:1)")])
        let both = try read(Self.config(image) + Self.stream)
        #expect(both.uses.map(\.reference.original) == ["r.example/proxy:1", "r.example/web:1"])
        #expect(both.uses.last?.origins.map { $0.place?.field } == ["tag first", "container web"])
        #expect(both.notices.isEmpty)
    }

    @Test("a trigger that is not automatic leaves an image alone")
    func aTriggerThatIsOff() throws {
        let reading = try read(Self.config(", image: r.example/other:1", automatic: false))
        #expect(reading.uses.map(\.reference.original) == ["r.example/other:1", "r.example/proxy:1"])
        let blank = try read(Self.config(", image: ' '", automatic: false))
        #expect(blank.notices == [Self.streamNotice("DeploymentConfig web, container web (web:1)")])
    }

    @Test("an empty image without a trigger is still a fault")
    func anEmptyImage() throws {
        let text = Self.config("").replacing("containerNames: [web]", with: "containerNames: [db]")
            .replacing("{name: web}, {name: proxy", with: "{name: web, image: ' '}, {name: proxy")
        let error = try #require(throws: InputError.self) { try read(text) }
        #expect(error.description.hasSuffix("container web): the image is empty; set one"))
    }

    static let annotations: [(path: String, paused: String, found: [String])] = [
        (#"spec.template.spec.containers[?(@.name==\"web\")].image"#, "false", ["r.example/b:1"]),
        (#"spec.template.spec.containers[?(@.name=='web')].image"#, #""false""#, ["r.example/b:1"]),
        ("spec.template.spec.containers[0].image", "false", ["r.example/b:1"]),
        ("spec.template.spec.containers[1].image", "false", ["r.example/a:1"]),
        ("spec.template.spec.initContainers[0].image", "false", ["r.example/a:1", "r.example/b:1"]),
        ("spec.template.spec.containers[0].image", "true", ["r.example/a:1", "r.example/b:1"]),
    ]

    @Test("the trigger annotation names containers by name or number", arguments: annotations)
    func theAnnotation(_ input: (path: String, paused: String, found: [String])) throws {
        let json =
            #"[{"from":{"kind":"ImageStreamTag","name":"web","namespace":"n"},"fieldPath":"\#(input.path)","paused":\#(input.paused)}]"#
        let text = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
              annotations:
                image.openshift.io/triggers: |
                  \(json)
            spec:
              template: {spec: {containers: [{name: web, image: r.example/a:1}, {name: b, image: r.example/b:1}]}}
            """
        let reading = try read(text)
        #expect(reading.uses.map(\.reference.original) == input.found)
        #expect(reading.notices.count == 2 - input.found.count)
    }

    @Test("what a build pushes is noted as built, and what it pulls is taken")
    func builds() throws {
        let build = """
            ---
            apiVersion: build.openshift.io/v1
            kind: BuildConfig
            metadata: {name: b}
            spec:
              source: {images: [{from: {kind: ImageStreamTag, name: 'base:2'}}]}
              strategy: {dockerStrategy: {from: {kind: DockerImage, name: r.example/ubi:9}}}
              output: {to: {kind: ImageStreamTag, name: 'web:1'}}
            """
        let reading = try read(Self.config("") + build)
        #expect(reading.uses.map(\.reference.original) == ["r.example/proxy:1", "r.example/ubi:9"])
        #expect(
            reading.notices == [
                "web.yaml: not checked because the cluster takes the images from an image stream: DeploymentConfig web, "
                    + "container web (web:1, built in the cluster by BuildConfig b), BuildConfig b, source image (base:2); "
                    + "pass the ImageStream too, or add the images to release.also"
            ])
    }

    @Test("a short name means a stream that is looked up locally, and Docker Hub otherwise")
    func shortNames() throws {
        let pod =
            "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a, image: 'db:8'}, "
            + "{name: b, image: 'cache:1'}, {name: c, image: 'team/db:8'}]}}\n"
        let stream = { (policy: String) in
            "---\n{apiVersion: image.openshift.io/v1, kind: ImageStream, metadata: {name: db}, spec: {\(policy)"
                + "tags: [{name: '8', from: {kind: DockerImage, name: r.example/db:8}}]}}\n"
        }
        #expect(
            try read(pod + stream("")).uses.map(\.reference.original) == [
                "db:8", "cache:1", "team/db:8", "r.example/db:8",
            ])
        let local = try read(pod + stream("lookupPolicy: {local: true}, "))
        #expect(local.uses.map(\.reference.original) == ["cache:1", "team/db:8", "r.example/db:8"])
        #expect(local.uses.last?.origins.map { $0.place?.field } == ["tag 8", "container a"])
    }

    @Test("under the annotation that resolves names, every short name means a stream")
    func resolvedNames() throws {
        let text = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: d, annotations: {alpha.image.policy.openshift.io/resolve-names: '*'}}
            spec: {template: {spec: {containers: [{name: a, image: 'db:8'}, {name: b, image: r.example/b:1}]}}}
            """
        let reading = try read(text)
        #expect(reading.uses.map(\.reference.original) == ["r.example/b:1"])
        #expect(reading.notices == [Self.streamNotice("Deployment d, container a (db:8)")])
    }

    @Test("an image stream imports the images it names, unless it only refers to them")
    func imports() throws {
        let text = """
            apiVersion: v1
            kind: ImageStream
            metadata: {name: db}
            spec:
              dockerImageRepository: r.example/old
              tags:
              - {name: '1', from: {kind: DockerImage, name: r.example/db:1}}
              - {name: '2', reference: true, from: {kind: DockerImage, name: r.example/db:2}}
            """
        let reading = try read(text)
        #expect(reading.uses.map(\.reference.original) == ["r.example/db:1"])
        #expect(
            reading.notices == [
                "web.yaml: not checked because the cluster chooses the image: ImageStream db: r.example/old (every tag, by "
                    + "OpenShift, which imports the repository); add what it pulls to release.also"
            ])
    }
}
