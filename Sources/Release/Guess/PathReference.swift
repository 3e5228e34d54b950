internal import Foundation
internal import OCI

/// A file or folder that was given where an image reference is expected.
package struct PathReference: Hashable, Sendable {
    package let path: String
    package let isFolder: Bool
    /// What it most likely is; `nil` if nothing is recognized.
    package let guess: InputGuess?
    /// Whether the text with a tag would be an image reference.
    package let isName: Bool

    /// `nil` if the text means an image. A tag or digest shows that it does; so does a registry, or a folder that is no
    /// input, unless the text cannot be a reference or is the path of a file.
    package init?(_ text: String) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: text, isDirectory: &isFolder) else { return nil }
        isName = (try? ImageReference(parsing: text)) != nil
        self.isFolder = isFolder.boolValue
        path = text
        if isName, text.contains("@") || text.split(separator: "/").last?.contains(":") == true { return nil }
        let hasRegistry = (try? ImageReference(parsing: text, shortNames: .refused)) != nil
        if isName, isFolder.boolValue, hasRegistry { return nil }
        guess = InputGuess.of(text)
        if isName, isFolder.boolValue, guess == nil { return nil }
    }
}
