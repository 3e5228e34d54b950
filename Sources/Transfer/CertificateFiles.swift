internal import CLibcrypto

/// Looks into files of certificates before a connection needs them: libcurl would say of many faults only that the file
/// is bad, and OpenSSL would ask the terminal for the passphrase of a key.
package enum CertificateFiles {
    /// Why a file of authorities is of no use, as the end of a sentence about it; `nil` where it holds a certificate.
    package static func fault(ofAuthorities file: String) -> String? {
        switch blobgate_find_certificate(file) {
        case 0: nil
        case 1: "cannot be read"
        default: "holds no certificate in PEM"
        }
    }

    /// Why a certificate cannot be shown to a server: the file that is to blame, and the end of a sentence about it.
    package static func fault(of client: TransferRequest.ClientCertificate) -> (file: String, words: String)? {
        if let words = fault(ofAuthorities: client.certificate) { return (client.certificate, words) }
        let key = client.key ?? client.certificate
        switch blobgate_match_key(client.certificate, key) {
        case 0: return nil
        case 1: return (key, "cannot be read")
        case 2: return (key, "holds no private key in PEM")
        case 3: return (key, "is encrypted, and Blobgate asks for no passphrase")
        default: return (key, "is the key of another certificate than \(client.certificate)")
        }
    }
}
