internal import Foundation
internal import OCI

/// Why a JSON document cannot be decoded, from a decoder's error.
package struct DecodingFault: Hashable, Sendable {
    /// The kinds of JSON values.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case text, number, boolean, list, object, value
    }

    package enum Problem: Hashable, Sendable {
        case missing
        /// The value has another type than this.
        case mistyped(expected: Kind)
        /// The value has the right type, but is not one of the accepted ones; the reason is `nil` for one of a fixed set.
        case invalid(reason: String?)
    }

    /// The key, such as `claims[3].digest`; empty for the whole document.
    package let path: String
    package let problem: Problem

    package init(_ error: any Error) {
        switch error as? DecodingError {
        case .keyNotFound(let key, let context):
            path = Self.path(context.codingPath + [key])
            problem = .missing
        case .valueNotFound(let type, let context), .typeMismatch(let type, let context):
            path = Self.path(context.codingPath)
            problem = .mistyped(expected: Self.kind(of: type))
        case .dataCorrupted(let context):
            path = Self.path(context.codingPath)
            problem = .invalid(reason: (context.underlyingError as? InvalidValue)?.reason)
        default:
            path = ""
            problem = .invalid(reason: nil)
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.reduce(into: "") { path, key in
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += (path.isEmpty ? "" : ".") + key.stringValue
            }
        }
    }

    private static func kind(of type: Any.Type) -> Kind {
        switch type {
        case is String.Type, is Date.Type: .text
        case is Bool.Type: .boolean
        case is any BinaryInteger.Type, is any BinaryFloatingPoint.Type: .number
        case is [Any].Type, is any RandomAccessCollection.Type: .list
        case is any Collection.Type: .object
        default: .value
        }
    }
}
