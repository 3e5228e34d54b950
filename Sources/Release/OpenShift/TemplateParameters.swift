internal import Foundation
import Yams

/// The parameters of an OpenShift template, as `oc process --local` fills them in without further values.
struct TemplateParameters {
    /// The values of parameters that have one; a parameter that may be empty has an empty one. A value that is generated
    /// or must be given is not known.
    private var values: [String: String] = [:]
    /// The parameters filled into images, in order.
    private(set) var used: [String] = []

    /// - Parameter list: The elements of `parameters`.
    init(_ list: [Node.Mapping]) {
        for parameter in list {
            guard let name = parameter.text("name") else { continue }
            if let value = parameter.text("value"), !value.isEmpty {
                values[name] = value
            } else if parameter.text("generate")?.isEmpty ?? true, parameter.text("required") != "true" {
                values[name] = ""
            }
        }
    }

    /// The first parameter in a text that has no value, after the others were filled in.
    func missing(in text: String) -> String? {
        var missing: String?
        _ = Self.replace(text) { name in
            if values[name]?.isEmpty ?? true { missing = missing ?? name }
            return nil
        }
        return missing
    }

    /// The text of a scalar with its parameters filled in; `nil` if there is none in it.
    ///
    /// - Parameter isImage: Whether the text should be an image. An empty value is not filled in there, because what is
    ///   left would mean something else.
    mutating func filled(_ scalar: Node.Scalar, isImage: Bool) -> Node.Scalar? {
        guard scalar.string.utf8.contains(UInt8(ascii: "$")) else { return nil }
        // `${{NAME}}` is replaced only as a whole, and by a value of any type.
        if scalar.string.hasPrefix("${{"), scalar.string.hasSuffix("}}"),
            let value = values[String(scalar.string.dropFirst(3).dropLast(2))]
        {
            return Node.Scalar(value, .implicit, .plain, scalar.mark)
        }
        var names: [String] = []
        let text = Self.replace(scalar.string) { name in
            guard let value = values[name], !(isImage && value.isEmpty) else { return nil }
            names.append(name)
            return value
        }
        guard let text else { return nil }
        if isImage { for name in names where !used.contains(name) { used.append(name) } }
        return Node.Scalar(text, .implicit, .doubleQuoted, scalar.mark)
    }

    /// Replaces every `${NAME}` for which there is a value; `nil` if there is none.
    private static func replace(_ text: String, _ value: (String) -> String?) -> String? {
        var result = ""
        var rest = text[...]
        var isChanged = false
        while let start = rest.range(of: "${") {
            result += rest[..<start.lowerBound]
            rest = rest[start.lowerBound...]
            let name = rest.dropFirst(2).prefix { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
            let after = rest.dropFirst(2 + name.count)
            if !name.isEmpty, after.first == "}", let value = value(String(name)) {
                result += value
                rest = after.dropFirst()
                isChanged = true
            } else {
                result += rest.prefix(2)
                rest = rest.dropFirst(2)
            }
        }
        return isChanged ? result + rest : nil
    }
}
