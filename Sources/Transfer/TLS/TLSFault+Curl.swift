internal import CLibcurl
internal import Foundation

extension TLSFault {
    init(_ code: CURLcode, text: String, transfer: ActiveTransfer, easy: EasyHandle) {
        let stage: Stage =
            switch code {
            case CURLE_PEER_FAILED_VERIFICATION: .certificate
            case CURLE_SSL_CACERT_BADFILE: .authorities
            case CURLE_SSL_CERTPROBLEM: .clientCertificate
            default: .handshake
            }
        self.init(
            stage: stage, verifyResult: easy.long(CURLINFO_SSL_VERIFYRESULT), text: text,
            host: URL(string: transfer.request.url)?.host ?? "the server")
    }
}
