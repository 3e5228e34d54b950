internal import Foundation
package import OCI
internal import Transfer

/// Reads `certs.d/HOST[:PORT]` as docker, podman and skopeo do (containers-certs.d(5)): each `*.crt` is a CA,
/// `NAME.cert` with `NAME.key` is the client certificate.
package enum CertificateFolder {
    /// The settings from the first of the folders that has an entry for the registry; `nil` if none has.
    package static func trust(
        for registry: RegistryName, in folders: [String]
    ) throws(CertificateFolderError) -> Backend.Trust? {
        for parent in folders {
            let folder = "\(parent)/\(registry)"
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
                continue
            }
            return try read(folder)
        }
        return nil
    }

    static func read(_ folder: String) throws(CertificateFolderError) -> Backend.Trust {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder).sorted() else {
            throw CertificateFolderError(file: folder, words: "cannot be read")
        }
        var trust = Backend.Trust(folder: folder)
        for name in names {
            let file = "\(folder)/\(name)"
            if name.hasSuffix(".crt") {
                if let words = CertificateFiles.fault(ofAuthorities: file) {
                    throw CertificateFolderError(file: file, words: words)
                }
                trust.authorities.append(file)
            } else if name.hasSuffix(".cert") {
                let client = TransferRequest.ClientCertificate(
                    certificate: file, key: "\(folder)/\(name.dropLast(5)).key")
                if let fault = CertificateFiles.fault(of: client) {
                    throw CertificateFolderError(file: fault.file, words: fault.words)
                }
                guard trust.client == nil else {
                    throw CertificateFolderError(file: file, words: "is a second certificate; Blobgate can show one")
                }
                trust.client = client
            } else if name.hasSuffix(".key"), !names.contains("\(name.dropLast(4)).cert") {
                throw CertificateFolderError(file: file, words: "is a key without a matching .cert file")
            }
        }
        return trust
    }
}

/// A file in a `certs.d` folder cannot be used.
package struct CertificateFolderError: Error, Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// The predicate of a sentence whose subject is the file.
    package let words: String

    /// One sentence.
    package var description: String { "\(file.escapedASCII(limit: 400)) \(words.escapedASCII(limit: 400))" }
}
