internal import CLibcrypto
internal import Files

/// Checks certificate files before a connection needs them: libcurl reports many faults only as a bad file, and OpenSSL
/// would prompt for a key's passphrase on the terminal.
package enum CertificateFiles {
    /// Why a CA file cannot be used, as a predicate for its name; `nil` if it contains a certificate.
    package static func fault(ofAuthorities file: String) -> String? {
        // OpenSSL would wait for a named pipe.
        if let fault = RegularFile.fault(of: file) { return fault.words }
        return switch blobgate_find_certificate(file) {
        case 0: nil
        case 1: "cannot be read"
        default: "contains no PEM certificate"
        }
    }

    /// Why a client certificate cannot be presented: the file at fault, and a predicate for its name.
    package static func fault(of client: TransferRequest.ClientCertificate) -> (file: String, words: String)? {
        if let words = fault(ofAuthorities: client.certificate) { return (client.certificate, words) }
        let key = client.key ?? client.certificate
        if let fault = RegularFile.fault(of: key) { return (key, fault.words) }
        switch blobgate_match_key(client.certificate, key) {
        case 0: return nil
        case 1: return (key, "cannot be read")
        case 2: return (key, "contains no PEM private key")
        case 3: return (key, "is encrypted, but Blobgate never asks for a passphrase")
        default: return (key, "does not match the certificate \(client.certificate)")
        }
    }
}
