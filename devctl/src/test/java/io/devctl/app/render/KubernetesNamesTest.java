package io.devctl.app.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.model.DevctlException;
import java.util.List;
import org.junit.jupiter.api.Test;

class KubernetesNamesTest {
    @Test
    void namesBecomeLabels() {
        assertThat(KubernetesNames.legal("auth_api")).isEqualTo("auth-api");
        assertThat(KubernetesNames.legal("Billing__I")).isEqualTo("billing--i");
        assertThat(KubernetesNames.legal("trailing-_")).isEqualTo("trailing");
        assertThat(KubernetesNames.legal("2026.shop")).isEqualTo("x-2026-shop");
        assertThat(KubernetesNames.legal("___")).isEqualTo("x");
    }

    @Test
    void aLongNameIsCutAndStaysItsOwn() {
        String one = KubernetesNames.legal("a".repeat(62) + "1");
        String other = KubernetesNames.legal("a".repeat(62) + "2");

        assertThat(one).hasSize(49).matches("a{42}-[0-9a-f]{6}").isNotEqualTo(other);
        assertThat("db-migrations-" + one).hasSizeLessThanOrEqualTo(63);
        assertThat(KubernetesNames.legal("a".repeat(41) + "__" + "b".repeat(20)))
                .matches("a{41}-[0-9a-f]{6}");
    }

    @Test
    void twoServicesWithOneNameAreRefused() {
        assertThatThrownBy(() -> KubernetesNames.of(List.of("auth_api", "web", "auth-api", "AUTH_API")))
                .isInstanceOf(DevctlException.class)
                .hasMessageContaining("'auth_api' and 'auth-api' are 'auth-api'")
                .hasMessageContaining("'auth_api' and 'AUTH_API'");
    }
}
