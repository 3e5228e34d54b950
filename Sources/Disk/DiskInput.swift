internal import OCI
internal import Record
internal import Release

/// What an option names: `[REFERENCE=]PATH`.
///
/// A reference has no `=`, so that it ends at the first one; a path that begins with a reference and `=` is written with
/// `./` or `/` before it, with which no reference begins.
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
