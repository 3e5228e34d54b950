/// Where a text stops being JSON.
package enum JSONSyntax {
    /// The fault with its place, such as `line 3, byte 7: unexpected end, expected ...`; `nil` if the text is JSON.
    package static func fault(in bytes: [UInt8]) -> String? {
        guard String(validating: bytes, as: UTF8.self) != nil else { return "it is not UTF-8" }
        do throws(JSONParser.Failure) {
            _ = try JSONParser.parse(bytes)
            return nil
        } catch {
            guard case .syntax(let detail) = error else { return nil }
            return detail
        }
    }

    /// The same, and a name that occurs twice in an object or too deep nesting is a fault too: two readers of such a text may see
    /// different values.
    package static func strictFault(in bytes: [UInt8]) -> String? {
        guard String(validating: bytes, as: UTF8.self) != nil else { return "it is not UTF-8" }
        do throws(JSONParser.Failure) {
            _ = try JSONParser.parse(bytes)
            return nil
        } catch {
            return switch error {
            case .syntax(let detail): detail
            case .duplicate(let path): "\(path) occurs twice"
            case .tooDeep(let limit): "it is nested deeper than \(limit) levels"
            }
        }
    }
}
