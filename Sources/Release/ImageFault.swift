package import OCI

/// Why a value where an image is expected is not an image.
package enum ImageFault: Hashable, Sendable, CustomStringConvertible {
    /// The object requires an `image` but has none.
    case missing
    case empty
    /// The value is not a string, with what it is instead, such as `the number 1.25`.
    case notText(String)
    /// It contains something still to be filled in.
    case unrendered(text: String, Unrendered)
    /// It is filled in at run time, by the program with this name.
    case filledWhenRun(text: String, by: String)
    /// It contains a parameter of an OpenShift template that has no value, with its name.
    case templateParameter(text: String, name: String)
    /// It depends on a variable that cannot be filled in, with the reason in ASCII.
    case undetermined(text: String, String)
    /// The text is not an image reference.
    case reference(text: String, ReferenceError)

    /// What is wrong and what to do, in ASCII.
    package var description: String {
        switch self {
        case .missing: "no image; set one"
        case .empty: "the image is empty; set one"
        case .notText(let other):
            "the image is \(other), not a string; write an image reference, and quote it if it has only digits"
        case .unrendered(let text, let what): "\(shown(text)): \(what)"
        case .filledWhenRun(let text, let program):
            "\(shown(text)): \(program) fills this in at run time, so the image is not known yet; leave this object out "
                + "of the input and list the image separately"
        case .templateParameter(let text, let name):
            "\(shown(text)): the template parameter \(name.escapedASCII(limit: 80)) has no value; fill the template in "
                + "(oc process --local -f FILE -p \(name.escapedASCII(limit: 80))=VALUE) and pass the output (-f -)"
        case .undetermined(let text, let reason): "\(shown(text)): \(reason)"
        case .reference(let text, let error): "\(shown(text)): \(error)"
        }
    }

    private func shown(_ text: String) -> String { "\"\(text.hidingPassword.escapedASCII(limit: 160))\"" }
}
