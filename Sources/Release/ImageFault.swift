package import OCI

/// Why what stands where an image should stand is none.
package enum ImageFault: Hashable, Sendable, CustomStringConvertible {
    /// There is no `image` where every object of its kind has one.
    case missing
    case empty
    /// The value is not a text; what it is instead, such as `the number 1.25`.
    case notText(String)
    /// Something has still to be filled in.
    case unrendered(text: String, Unrendered)
    /// The program that runs the object fills something in when it runs; its name.
    case filledWhenRun(text: String, by: String)
    /// The text is not an image reference.
    case reference(text: String, ReferenceError)

    /// What is wrong and what to do, in ASCII.
    package var description: String {
        switch self {
        case .missing: "no image; write one"
        case .empty: "the image is empty; write one"
        case .notText(let other):
            "the image is \(other), not a text; write a reference, in quotes where it has only digits"
        case .unrendered(let text, let what): "\(shown(text)): \(what)"
        case .filledWhenRun(let text, let program):
            "\(shown(text)): \(program) fills this in when it runs, so nobody can tell the image now; leave this object out "
                + "of the input, and name the image by itself"
        case .reference(let text, let error): "\(shown(text)): \(error)"
        }
    }

    private func shown(_ text: String) -> String { "\"\(text.escapedASCII(limit: 160))\"" }
}
