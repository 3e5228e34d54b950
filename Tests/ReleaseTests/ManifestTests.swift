import OCI
import Release
import Testing

private let web = InputSource.file("web.yaml")

/// `image <- place` for each place of each image of a text.
private func shown(_ text: String, paths: [String] = []) throws -> [String] {
    let paths = try paths.map { try ImagePath(parsing: $0) }
    let uses = try ManifestReader.read(Array(text.utf8), source: web, imagePaths: paths).uses
    return uses.flatMap { use in use.origins.map { "\(use.reference.original) <- \($0)" } }
}

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
    }
}
