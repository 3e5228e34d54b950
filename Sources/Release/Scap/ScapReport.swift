package import OCI
internal import Record
internal import Yams

/// The report in which the image builder tells scap which images it built. The three schemas of recent years are known.
/// Anything else is an error, never "no images".
package struct ScapReport: Hashable, Sendable {
    package struct Image: Hashable, Sendable {
        /// `mediawiki` or `webserver`.
        package let product: String
        /// The flavour, for example `publish-83`; `nil` in the schema of 2024-08, which has none.
        package let flavour: String?
        /// `image`, `debug-image` or `cli-image`.
        package let kind: String
        package let reference: ImageReference
        package let line: Int?

        /// `mediawiki publish-83 debug-image`.
        package var words: String { ([product] + [flavour].compactMap { $0 } + [kind]).joined(separator: " ") }
    }

    package let path: String
    /// The images in file order.
    package let images: [Image]

    package init(path: String) throws(InputError) {
        var reader = ScapReportReader(path: path)
        let images = try reader.read(try ScapYAML.read(path))
        self.path = path
        self.images = images
    }

    /// The image for a release; `nil` if the report has none.
    func image(_ product: String, flavour: String, kind: String) -> Image? {
        images.first { image in
            image.product == product && image.kind == kind && (image.flavour == nil || image.flavour == flavour)
        }
    }
}

/// Detects the schema of each product.
private struct ScapReportReader {
    let path: String
    private var images: [ScapReport.Image] = []
    private var faults = InputFaults()

    init(path: String) { self.path = path }

    mutating func read(_ root: Node) throws(InputError) -> [ScapReport.Image] {
        guard let products = root.mapping, !products.isEmpty else {
            throw InputError(
                .file(path), number: root.line, .scap(.unknownSchema(place: "the report", found: root.kindDescription)))
        }
        for (key, value) in products {
            let product = key.string ?? ""
            guard let mapping = value.mapping, !product.isEmpty else {
                unknown(product, value)
                continue
            }
            if let flavours = mapping["flavours"] {
                ofFlavours(product, flavours)
            } else if let flavours = mapping["by-flavour"] {
                byFlavour(product, flavours)
            } else {
                flat(product, value)
            }
        }
        try faults.check()
        guard !images.isEmpty else {
            throw InputError(.file(path), .scap(.unknownSchema(place: "the report", found: "without images")))
        }
        return images
    }

    /// 2025-06: `PRODUCT: {flavours: {FLAVOUR: {kinds: {KIND: {image_name: REF}}}}}`.
    private mutating func ofFlavours(_ product: String, _ flavours: Node) {
        let place = "\(product).flavours"
        each(flavours, place) { reader, flavour, node in
            guard let kinds = node.mapping?["kinds"] else { return reader.unknown("\(place).\(flavour)", node) }
            reader.each(kinds, "\(place).\(flavour).kinds") { reader, kind, node in
                guard let name = node.mapping?["image_name"] else {
                    return reader.unknown("\(place).\(flavour).kinds.\(kind)", node)
                }
                reader.add(product, flavour, kind, name, "\(place).\(flavour).kinds.\(kind).image_name")
            }
        }
    }

    /// 2025-03: `PRODUCT: {by-flavour: {FLAVOUR: {KIND: REF}}}`.
    private mutating func byFlavour(_ product: String, _ flavours: Node) {
        let place = "\(product).by-flavour"
        each(flavours, place) { reader, flavour, node in
            reader.each(node, "\(place).\(flavour)") { reader, kind, name in
                reader.add(product, flavour, kind, name, "\(place).\(flavour).\(kind)")
            }
        }
    }

    /// 2024-08: `PRODUCT: {KIND: REF}`, where kinds of MediaWiki begin with `multiversion-` or `singleversion-`.
    private mutating func flat(_ product: String, _ kinds: Node) {
        each(kinds, product) { reader, name, node in
            let parts = name.split(separator: "-", maxSplits: 1)
            let hasPrefix = parts.count == 2 && ["multiversion", "singleversion"].contains(parts[0])
            let kind = hasPrefix ? String(parts[1]) : name
            guard kind == "image" || kind.hasSuffix("-image") else { return reader.unknown("\(product).\(name)", node) }
            reader.add(product, nil, kind, node, "\(product).\(name)")
        }
    }

    private mutating func each(_ node: Node, _ place: String, _ body: (inout ScapReportReader, String, Node) -> Void) {
        guard let mapping = node.mapping, !mapping.isEmpty else { return unknown(place, node) }
        for (key, value) in mapping { body(&self, key.string ?? "", value) }
    }

    private mutating func add(_ product: String, _ flavour: String?, _ kind: String, _ node: Node, _ place: String) {
        guard let text = node.filledText else { return unknown(place, node) }
        do {
            // A name without a registry could mean different images on different nodes. Scap writes none.
            let reference = try ImageReference(parsing: text, shortNames: .refused)
            images.append(
                ScapReport.Image(product: product, flavour: flavour, kind: kind, reference: reference, line: node.line))
        } catch {
            faults.add(InputFault(.file(path), number: node.line, .reference(text: text, error)))
        }
    }

    private mutating func unknown(_ place: String, _ node: Node) {
        let fault = ScapFault.unknownSchema(place: place.isEmpty ? "a key" : place, found: node.kindDescription)
        faults.add(InputFault(.file(path), number: node.line, .scap(fault)))
    }
}
