package org.albatross.core.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.TestCertificate;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments.ArgumentSet;
import org.junit.jupiter.params.provider.MethodSource;

class CertificateNamesTest {
  private static X500Principal principal(X500Name name) {
    try {
      return new X500Principal(name.getEncoded("DER"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X500Name cn(ASN1Encodable value) {
    return new X500NameBuilder().addRDN(BCStyle.CN, value).build();
  }

  private static X500Principal utf8(String commonName) {
    return principal(cn(new DERUTF8String(commonName)));
  }

  /** The JDK takes most of these for the same. */
  static Stream<ArgumentSet> others() {
    return Stream.of(
        argumentSet("case", utf8("User")),
        argumentSet("space", utf8("user ")),
        argumentSet("width", utf8("\uff55ser")),
        argumentSet("BMPString", principal(cn(new DERBMPString("user")))),
        argumentSet("bytes of a BMPString", principal(cn(new DERBMPString("\u7573\u6572")))),
        argumentSet("TeletexString", principal(cn(new DERT61String("user")))),
        argumentSet(
            "another attribute",
            principal(
                new X500NameBuilder().addRDN(BCStyle.UID, new DERUTF8String("user")).build())),
        argumentSet(
            "one more",
            principal(
                new X500NameBuilder()
                    .addRDN(BCStyle.O, new DERUTF8String("o"))
                    .addRDN(BCStyle.CN, new DERUTF8String("user"))
                    .build())),
        argumentSet(
            "together",
            principal(
                new X500NameBuilder()
                    .addMultiValuedRDN(
                        new AttributeTypeAndValue[] {
                          new AttributeTypeAndValue(BCStyle.CN, new DERUTF8String("user")),
                          new AttributeTypeAndValue(BCStyle.O, new DERUTF8String("o"))
                        })
                    .build())));
  }

  @ParameterizedTest
  @MethodSource("others")
  void whatDiffersInALetterIsAnother(X500Principal other) {
    assertTrue(CertificateNames.match(other, other));
    assertFalse(CertificateNames.match(utf8("user"), other));
    assertFalse(CertificateNames.match(other, utf8("user")));
  }

  @Test
  void theSameLettersInAnotherTypeAreTheSame() {
    for (ASN1Encodable same :
        new ASN1Encodable[] {new DERPrintableString("user"), new DERIA5String("user")}) {
      assertTrue(CertificateNames.match(utf8("user"), principal(cn(same))));
    }
  }

  @Test
  void whoBearsTheNameOfItsIssuerIsNotSelfSigned() {
    assertTrue(CertificateNames.isSelfSigned(Chains.CA.certificate()));
    TestCertificate namesake = Chains.CA.issue(CertificateSpec.ca("ca"));
    assertFalse(CertificateNames.isSelfSigned(namesake.certificate()));
    assertFalse(CertificateNames.isSelfSigned(Chains.user().certificate()));
  }

  @Test
  void aNameIsShownAsWhatItIs() {
    assertEquals("CN=user", CertificateNames.describe(utf8("user")));
    assertEquals(
        "CN=(BMPString 75736572)",
        CertificateNames.describe(principal(cn(new DERBMPString("\u7573\u6572")))));
    assertEquals(
        "CN=x\\,O\\=test\\+\\(BMPString\\)",
        CertificateNames.describe(utf8("x,O=test+(BMPString)")));
    X500Name several =
        new X500NameBuilder()
            .addRDN(BCStyle.C, "DE")
            .addRDN(new ASN1ObjectIdentifier("1.3.6.1.4.1.49836.42"), new DERUTF8String("a"))
            .addRDN(new ASN1ObjectIdentifier("2.999.3"), new DERUTF8String("b"))
            .addMultiValuedRDN(
                new AttributeTypeAndValue[] {
                  new AttributeTypeAndValue(BCStyle.OU, new DERUTF8String("u")),
                  new AttributeTypeAndValue(BCStyle.CN, new DERUTF8String("n"))
                })
            .build();
    assertEquals(
        "CN=n+OU=u,2.999.3=b,1.3.6.1.4.1.49836.42=a,C=DE",
        CertificateNames.describe(principal(several)));
    assertEquals("", CertificateNames.describe(new X500Principal("")));
  }
}
