internal import OCI
internal import Record
internal import Yams

/// The values file of a release: the running images, and the rollback target of a failed deploy.
struct ScapValues: Hashable, Sendable {
    struct Image: Hashable, Sendable {
        let reference: ImageReference
        /// `main_app.image` or `mw.httpd.image_tag`.
        let field: String
        let line: Int?
    }

    let path: String
    let images: [Image]

    init(path: String) throws(InputError) {
        let root = try ScapYAML.read(path)
        var faults = InputFaults()
        var images: [Image] = []
        func missing(_ field: String, _ expected: String) {
            faults.add(InputFault(.file(path), number: root.line, .scap(.field(field, expected: expected))))
        }
        let registry = root.mapping?["docker"]?.mapping?["registry"]?.filledText
        if registry == nil { missing("docker.registry", "the registry of the images, in the form scap writes") }
        let main = root.mapping?["main_app"]?.mapping?["image"]
        if main?.filledText == nil {
            missing("main_app.image", "the image without its registry, in the form scap writes")
        }
        let web = root.mapping?["mw"]?.mapping?["httpd"]?.mapping?["image_tag"]
        for (field, node) in [("main_app.image", main), ("mw.httpd.image_tag", web)] {
            guard let node, let name = node.filledText, let registry else { continue }
            let text = "\(registry)/\(name)"
            do {
                let reference = try ImageReference(parsing: text, shortNames: .refused)
                images.append(Image(reference: reference, field: field, line: node.line))
            } catch {
                faults.add(InputFault(.file(path), number: node.line, .reference(text: text, error)))
            }
        }
        try faults.check()
        self.path = path
        self.images = images
    }
}
