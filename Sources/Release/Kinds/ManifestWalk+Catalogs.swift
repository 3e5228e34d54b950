import OCI
internal import Record
import Yams

/// CloudNativePG's catalogs, of which a cluster uses the image of one major version.
extension ManifestWalk {
    /// Looks the image of a cluster up in a catalog, if it has none of its own. Returns whether it does.
    func readCatalog(_ mapping: Node.Mapping, _ rule: KindRule) throws(ExpansionOverflow) -> Bool {
        guard object.group == Self.group, object.kind == "Cluster", let node = mapping.value("spec"),
            let spec = try fields.mapping(node), let value = spec.value("imageCatalogRef"),
            let catalog = try fields.mapping(value), let name = catalog.text("name"),
            let major = catalog.text("major")
        else { return false }
        let namespace = catalog.text("kind") == "ClusterImageCatalog" ? nil : object.namespace ?? ""
        links.want(
            .catalog(namespace: namespace, name: name, major: major),
            .init(
                origin: origin(of: value, called: "spec.imageCatalogRef"), object: object.description,
                purpose: .catalog(field: "spec.imageName", chooser: rule.chooser)))
        return true
    }

    /// Remembers the images of a catalog. Returns whether the object is one.
    func offerCatalog(_ mapping: Node.Mapping) throws(ExpansionOverflow) -> Bool {
        guard object.group == Self.group, ["ImageCatalog", "ClusterImageCatalog"].contains(object.kind),
            let name = object.name
        else { return false }
        let namespace = object.kind == "ClusterImageCatalog" ? nil : object.namespace ?? ""
        for image in try holders([.key("spec"), .key("images"), .elements], in: .mapping(mapping)) {
            guard let major = image.text("major"), let text = image.text("image"),
                let reference = try? ImageReference(parsing: text, shortNames: shortNames)
            else { continue }
            links.offer(.catalog(namespace: namespace, name: name, major: major), .image(reference))
        }
        remarks.add(.catalog, object.description)
        return true
    }

    private static let group = "postgresql.cnpg.io"
}
