internal import OCI
internal import Record
internal import Release

/// The value of an option: `[REFERENCE=]PATH`.
///
/// A reference contains no `=`, so it ends at the first one. If a path itself starts with a reference and `=`, write
/// `./` or `/` in front of it: no reference starts with either.
struct DiskInput {
    let reference: ImageReference?
    let path: String

    init(_ text: String, shortNames: ShortNames) throws(InputError) {
        guard let equals = text.firstIndex(of: "="), (try? ImageReference(parsing: text[..<equals])) != nil else {
            reference = nil
            path = text
            return
        }
        do {
            reference = try ImageReference(parsing: text[..<equals], shortNames: shortNames)
        } catch {
            throw InputError(.arguments, .reference(text: String(text[..<equals]), error))
        }
        path = String(text[text.index(after: equals)...])
    }
}
