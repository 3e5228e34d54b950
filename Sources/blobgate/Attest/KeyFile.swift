import Attest
import Files
import Foundation
import OCI
import Record
import Report

/// Reads keys that a user names.
enum KeyFile {
    static func signing(_ path: String) throws -> SigningKey {
        let bytes = try bytes(of: path)
        do throws(KeyFault) {
            return try SigningKey(pem: bytes)
        } catch {
            throw failure(path, error.words)
        }
    }

    static func verifying(_ path: String) throws -> VerifyingKey {
        let bytes = try bytes(of: path)
        do throws(KeyFault) {
            return try VerifyingKey(pem: bytes)
        } catch {
            throw failure(path, error.words)
        }
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        do throws(RegularFile.Fault) {
            return try RegularFile.bytes(of: path, limit: SigningKey.largestFile)
        } catch {
            let reason = if case .system(let number) = error { ": \(String(cString: strerror(number)))" } else { "" }
            throw failure(path, error.words + reason)
        }
    }

    private static func failure(_ path: String, _ predicate: String) -> CommandFailure {
        CommandFailure(.configuration, "the key file \(path.escapedASCII(limit: 400)) \(predicate)")
    }
}
