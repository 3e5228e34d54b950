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
}
