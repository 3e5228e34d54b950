import Foundation

/// A container whose image the cluster sets from an image stream.
struct ImageTrigger {
    /// How the trigger names the container.
    enum Container: Equatable {
        case name(String)
        case index(Int)
    }

    /// The list that the container is in, or `nil` for either.
    let list: String?
    let container: Container
    /// Whether the cluster sets the image as soon as the object is there. If not, an image that is set counts.
    let isActive: Bool
    /// What the image is taken from: kind, namespace and name.
    let kind: String
    let namespace: String?
    let name: String

    func covers(list: String, name: String?, index: Int) -> Bool {
        guard self.list == nil || self.list == list else { return false }
        return switch container {
        case .name(let own): own == name
        case .index(let own): own == index
        }
    }

    /// The triggers in the annotation `image.openshift.io/triggers`; `nil` if it is not such a list.
    static func annotation(_ text: String) -> [ImageTrigger]? {
        guard let entries = try? JSONDecoder().decode([Entry].self, from: Data(text.utf8)) else { return nil }
        return entries.compactMap { entry in
            guard let place = Self.place(entry.fieldPath ?? "") else { return nil }
            return ImageTrigger(
                list: place.list, container: place.container, isActive: !(entry.paused?.isTrue ?? false),
                kind: entry.from.kind ?? "ImageStreamTag", namespace: entry.from.namespace, name: entry.from.name)
        }
    }

    /// The container in a path such as `spec.template.spec.containers[?(@.name=="web")].image` or
    /// `…initContainers[0].image`.
    private static func place(_ path: String) -> (list: String, container: Container)? {
        guard path.hasSuffix("].image"), let open = path.lastIndex(of: "[") else { return nil }
        let list = String(path[..<open].split(separator: ".").last ?? "")
        guard list == "containers" || list == "initContainers" else { return nil }
        let selector = path[path.index(after: open)...].dropLast("].image".count)
        if let index = Int(selector) { return (list, .index(index)) }
        let filter = /\?\(\s*@\.name\s*==\s*["'](.+)["']\s*\)/
        guard let match = String(selector).wholeMatch(of: filter) else { return nil }
        return (list, .name(String(match.1)))
    }

    private struct Entry: Decodable {
        struct From: Decodable {
            let kind: String?
            let namespace: String?
            let name: String
        }

        let from: From
        let fieldPath: String?
        let paused: Flag?
    }

    /// A boolean, which people also write as a string.
    private struct Flag: Decodable {
        let isTrue: Bool

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(Bool.self) {
                isTrue = value
            } else {
                isTrue = try container.decode(String.self) == "true"
            }
        }
    }
}
